import { parentPort } from 'node:worker_threads';
import { encodeVoice, type EncodeRules } from './encode';

/** What the thread is given. */
export interface Job {
  readonly audio: Uint8Array;
  readonly mimetype: string;
  readonly rules: EncodeRules;
}

/** What it gives back. */
export type JobResult = { readonly ogg: Uint8Array } | { readonly error: Error };

parentPort?.on('message', (job: Job) => void work(job).then((result) => parentPort?.postMessage(result)));

async function work({ audio, mimetype, rules }: Job): Promise<JobResult> {
  try {
    const bytes = Buffer.from(audio.buffer, audio.byteOffset, audio.byteLength);
    return { ogg: await encodeVoice(bytes, mimetype, rules) };
  } catch (error) {
    return { error: error instanceof Error ? error : new Error(String(error)) };
  }
}
