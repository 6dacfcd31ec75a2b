import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { extname, join } from 'node:path';
import { config } from 'dotenv';
import { createProxy } from './proxy';
import { readSettings } from './settings';

config({ quiet: true });

const PROCESSES = 2;
const children = new Set<ChildProcess>();
const ports = new Map<ChildProcess, number>();
let isEnding = false;

/** Starts a process of the bot, and another one when it ends without being asked to. */
function startProcess(): void {
  const child = fork(join(__dirname, `bot-process${extname(__filename)}`));
  children.add(child);
  child.on('message', (message: { port: number }) => {
    ports.set(child, message.port);
    console.log(`Process ${child.pid} takes webhooks.`);
  });
  child.once('exit', () => {
    children.delete(child);
    ports.delete(child);
    console.log(`Process ${child.pid} has ended.`);
    setTimeout(() => {
      if (!isEnding) startProcess();
    }, 1000).unref();
  });
}

async function main(): Promise<void> {
  readSettings();
  for (let index = 0; index < PROCESSES; index += 1) startProcess();
  const proxy = createProxy(() => [...ports.values()]);
  proxy.listen(Number(process.env['PORT'] ?? 3978));
  await once(proxy, 'listening');
  const { port } = proxy.address() as AddressInfo;
  console.log(`The proxy listens at http://127.0.0.1:${port}/api/whatsgate/<WHATSGATE_WEBHOOK_TOKEN>.`);

  await Promise.race([once(process, 'SIGINT'), once(process, 'SIGTERM')]);
  isEnding = true;
  const ends = [...children].map(async (child) => {
    child.kill('SIGTERM');
    await once(child, 'exit');
  });
  await Promise.all(ends);
  proxy.close();
  proxy.closeAllConnections();
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exit(1);
});
