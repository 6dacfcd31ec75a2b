import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { Simulator } from '../../../src/simulator/index';
import { bundle } from './bundle';

/** Which engine the workers use, and where its store is. */
export interface Engine {
  readonly kind: 'memory' | 'sqlite' | 'postgres';
  readonly target: string;
}

/** A process of the bot. */
export interface Worker {
  readonly url: string;
  /** Resolves with the text of a turn that hangs, as it was told to. */
  readonly hangs: Promise<string>;
  /** Ends it at once, as a crash does. */
  kill(): Promise<void>;
  /** Asks it to end. */
  stop(): Promise<void>;
}

const started = new Set<ChildProcess>();
let program: string | undefined;

/** Starts a process of the bot. Resolves when it takes webhooks. */
export async function startWorker(
  sim: Simulator,
  engine: Engine,
  hang?: 'before' | 'after',
): Promise<Worker> {
  program ??= bundle(join(__dirname, 'worker.ts'));
  const child = fork(program, {
    execArgv: ['--enable-source-maps'],
    env: {
      ...process.env,
      CHAOS_ENGINE: engine.kind,
      CHAOS_TARGET: engine.target,
      CHAOS_GATEWAY: sim.baseUrl,
      CHAOS_KEY: sim.apiKey,
      CHAOS_ACCOUNT: sim.whatsappId,
      ...(hang === undefined ? {} : { CHAOS_HANG: hang }),
    },
  });
  started.add(child);
  const exited = once(child, 'exit').then(() => started.delete(child));
  const hangs = new Promise<string>((resolve) => {
    child.on('message', (message: { hangs?: string }) => {
      if (message.hangs !== undefined) resolve(message.hangs);
    });
  });
  const port = await new Promise<number>((resolve, reject) => {
    child.on('message', (message: { port?: number }) => {
      if (message.port !== undefined) resolve(message.port);
    });
    child.once('exit', (code) => reject(new Error(`The worker ended with ${code} before it listened.`)));
  });
  const end = async (signal: NodeJS.Signals): Promise<void> => {
    child.kill(signal);
    await exited;
  };
  return {
    url: `http://127.0.0.1:${port}/api/whatsgate/a-token-for-the-chaos-tests`,
    hangs,
    kill: () => end('SIGKILL'),
    stop: () => end('SIGTERM'),
  };
}

/** Ends every worker that is left. */
export async function killWorkers(): Promise<void> {
  await endWorkers('SIGKILL');
}

/** Asks every worker that is left to end: what it has answered is written down as done before it goes. */
export async function stopWorkers(): Promise<void> {
  await endWorkers('SIGTERM');
}

async function endWorkers(signal: NodeJS.Signals): Promise<void> {
  const ends = [...started].map(async (child) => {
    child.kill(signal);
    if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
  });
  await Promise.all(ends);
}

let lastEvent = 1000;

/** An event of the gateway: somebody writes a text. */
export function messageEvent(sim: Simulator, chat: string, text: string): { readonly id: number } {
  lastEvent += 1;
  const short = lastEvent.toString(16).toUpperCase().padStart(32, '0');
  return {
    id: lastEvent,
    whatsapp_id: sim.whatsappId,
    event_action: 'message',
    event_date: '2026-05-28 20:28:20',
    status_code: null,
    event_data: {
      message: {
        _id: short,
        id: `false_${chat}_${short}`,
        ack: 1,
        hasMedia: false,
        mediaKey: '',
        body: text,
        type: 'chat',
        timestamp: 1_780_000_100,
        from: chat,
        from_name: 'Anna',
        to: '79005550999@c.us',
        isForwarded: false,
      },
    },
  } as { readonly id: number };
}

/** Offers an event until somebody acknowledges it, as the gateway does, but with shorter pauses. */
export async function deliver(event: { readonly id: number }, urls: () => readonly string[]): Promise<void> {
  const body = JSON.stringify(event);
  for (let tries = event.id; ; tries += 1) {
    const targets = urls();
    const url = targets[tries % Math.max(1, targets.length)];
    try {
      if (url === undefined) throw new Error('nobody is there');
      const response = await fetch(url, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body,
        signal: AbortSignal.timeout(20_000),
      });
      const answer = await response.text();
      if (response.status === 200 && answer === JSON.stringify({ result: 'OK', id: event.id })) return;
      throw new Error(`status ${response.status}`);
    } catch {
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }
}

/** What the gateway was asked to send, in its order. */
export function sentTexts(sim: Simulator): readonly { readonly chat: string; readonly text: string }[] {
  return sim.requests
    .filter(({ command, status }) => command === 'send' && status === 200)
    .map(({ body }) => {
      const { recipient, message } = body as { recipient: { id: string }; message: { body: string } };
      return { chat: recipient.id, text: message.body };
    });
}
