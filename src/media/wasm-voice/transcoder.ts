import { extname, join } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { VoiceTranscoder } from '../voice';
import type { Job, JobResult } from './worker';

/** Bounds of `wasmVoiceTranscoder`. */
export interface WasmVoiceOptions {
  /** The largest file that is taken. Default 16 MiB. */
  readonly maximumBytes?: number;
  /** The longest sound that is taken. Default 600. */
  readonly maximumSeconds?: number;
  /** The longest time for one sound, in milliseconds, without its wait. Default 60,000. */
  readonly timeoutMs?: number;
  /** Sounds that may wait for the one that is worked on. Default 16. */
  readonly maximumWaiting?: number;
  /** Bits a second of the voice note. Default 32,000. */
  readonly bitrate?: number;
}

const DEFAULTS = {
  maximumBytes: 16 * 1024 * 1024,
  maximumSeconds: 600,
  timeoutMs: 60_000,
  maximumWaiting: 16,
  bitrate: 32_000,
} as const;

/**
 * Makes voice notes of WAV and MP3 without a program of the system, in WebAssembly and in one thread beside the bot.
 * The thread starts with the first sound, does not keep the process alive when it is idle, and ends with
 * `adapter.close()`, so give each adapter one of its own. Needs the packages `opusscript` and, for MP3,
 * `mpg123-decoder`; they are loaded when first used. What it refuses goes out as a document.
 */
export function wasmVoiceTranscoder(options: WasmVoiceOptions = {}): VoiceTranscoder {
  const bounds = withDefaults(options);
  let worker: Worker | undefined;
  let last: Promise<unknown> = Promise.resolve();
  let waiting = 0;
  let isClosed = false;

  async function close(): Promise<void> {
    isClosed = true;
    await worker?.terminate();
  }

  /** One that ends, whatever for, also while it has nothing to do, is not used again. */
  function start(): Worker {
    const started = startWorker();
    const forget = (): void => {
      if (worker === started) worker = undefined;
    };
    return started.on('error', forget).on('exit', forget);
  }

  function run(job: Job, signal: AbortSignal): Promise<Uint8Array> {
    const current = (worker ??= start());
    current.ref();
    return new Promise<Uint8Array>((resolve, reject) => {
      const end = (error: Error | undefined, ogg?: Uint8Array): void => {
        clearTimeout(timer);
        signal.removeEventListener('abort', onAbort);
        current.off('message', onResult).off('error', giveUp).off('exit', onExit).unref();
        if (ogg === undefined) reject(error ?? new Error('The thread gave nothing.'));
        else resolve(ogg);
      };
      // What computes cannot be asked to stop: the thread ends, and the next sound gets a new one.
      const giveUp = (error: Error): void => {
        if (worker === current) worker = undefined;
        end(error);
        void current.terminate();
      };
      const onExit = (): void => giveUp(new Error('The thread that makes voice notes has ended.'));
      const onResult = (result: JobResult): void =>
        'ogg' in result ? end(undefined, result.ogg) : end(result.error);
      const onAbort = (): void => giveUp(new Error('The sound is not wanted any more.'));
      const timer = setTimeout(
        () => giveUp(new Error(`The sound took longer than ${bounds.timeoutMs} ms.`)),
        bounds.timeoutMs,
      );
      signal.addEventListener('abort', onAbort, { once: true });
      current.on('message', onResult).on('error', giveUp).on('exit', onExit).postMessage(job);
    });
  }

  const transcode: VoiceTranscoder = async (audio, mimetype, signal) => {
    if (audio.length > bounds.maximumBytes) {
      throw new Error(`The sound is larger than the ${bounds.maximumBytes} bytes that are allowed.`);
    }
    if (waiting > bounds.maximumWaiting) throw new Error('Too many sounds wait to be made voice notes.');
    waiting += 1;
    const turn = last.then(() => {
      if (isClosed) throw new Error('The adapter is closed.');
      if (signal.aborted) throw new Error('The sound is not wanted any more.');
      const { maximumSeconds, bitrate } = bounds;
      return run({ audio, mimetype, rules: { maximumSeconds, bitrate } }, signal);
    });
    last = turn.catch(() => undefined);
    try {
      return await turn;
    } finally {
      waiting -= 1;
    }
  };
  return Object.assign(transcode, { close });
}

/** A bound that is set to `undefined` is one that was left out. */
function withDefaults(options: WasmVoiceOptions): Required<WasmVoiceOptions> {
  const given = Object.entries(options).filter(([, value]) => value !== undefined);
  return { ...DEFAULTS, ...Object.fromEntries(given) };
}

/** A thread does not inherit what makes its parent read TypeScript, when the library runs from its sources. */
function startWorker(): Worker {
  const extension = extname(__filename);
  const execArgv = extension === '.ts' ? ['--require', 'tsx/cjs'] : [];
  return new Worker(join(__dirname, `worker${extension}`), { execArgv });
}
