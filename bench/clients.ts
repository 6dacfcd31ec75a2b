import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Options } from './options';
import { installPeers } from './peers';
import { CORES, guardProcesses, startScript } from './processes';
import { format, printTable, progress } from './report';
import { median, rotate } from './statistics';

/** What one HTTP client costs; the send of a text is the call. */
interface ClientCost {
  readonly importMilliseconds: number;
  readonly cpuMicroseconds: number;
  readonly callsPerSecond: number;
}

const CLIENTS = ['http', 'undici', 'dispatch', 'axios', 'fetch'] as const;

/** The mode `clients`: what a send costs with each HTTP client, and what importing it costs. Gives the exit code. */
export async function runClients(options: Options): Promise<number> {
  installPeers();
  guardProcesses();
  const names = options.only ?? CLIENTS;
  const costs = new Map<string, ClientCost[]>(names.map((name) => [name, []]));
  for (let round = 0; round < options.rounds; round += 1) {
    for (const name of rotate(names, round)) {
      progress(`round ${round + 1}/${options.rounds} ${name}`);
      costs.get(name)!.push(await measureClient(name, options));
    }
  }
  progress('');
  printTable([
    ['client', 'CPU µs a call', 'to http', 'calls/s', 'import ms'],
    ...[...costs].map(([name, rounds]) => [
      name,
      format(median(rounds.map((cost) => cost.cpuMicroseconds)), 0),
      format(median(rounds.map((cost, round) => ratioToHttp(cost, costs.get('http')?.[round]))), 2),
      format(median(rounds.map((cost) => cost.callsPerSecond)), 0),
      format(median(rounds.map((cost) => cost.importMilliseconds)), 0),
    ]),
  ]);
  if (options.jsonFile !== undefined) {
    writeFileSync(
      options.jsonFile,
      `${JSON.stringify({ options, clients: Object.fromEntries(costs) }, null, 2)}\n`,
    );
  }
  return 0;
}

function ratioToHttp(cost: ClientCost, http: ClientCost | undefined): number {
  return cost.cpuMicroseconds / (http?.cpuMicroseconds ?? NaN);
}

async function measureClient(name: string, options: Options): Promise<ClientCost> {
  const lifetimeSeconds = options.warmupSeconds + options.windowSeconds + 60;
  const upstream = startScript(join(__dirname, 'traffic', 'upstream.cjs'), {
    core: CORES.others,
    channel: true,
    lifetimeSeconds,
  });
  try {
    const { port } = (await upstream.message()) as { port: number };
    const client = startScript(join(__dirname, 'traffic', 'client-cost.cjs'), {
      core: CORES.bot,
      channel: true,
      lifetimeSeconds,
      args: [
        `http://127.0.0.1:${port}`,
        join(__dirname, 'stacks', 'clients', `${name}.cjs`),
        String(options.warmupSeconds),
        String(options.windowSeconds),
        String(options.connections),
      ],
    });
    try {
      return (await client.message()) as ClientCost;
    } finally {
      await client.stop();
    }
  } finally {
    await upstream.stop();
  }
}
