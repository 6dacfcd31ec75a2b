import { once } from 'node:events';
import { Option } from 'commander';
import { createSimulator, steerableClock, type AutomaticAck, type Simulator } from '../../simulator/index';
import { httpUrl, wholeNumber } from '../arguments';
import type { AddCommand, CliContext } from '../context';
import { CliError } from '../failure';
import { developmentToken, environmentBlock } from '../simulate-environment';

interface SimulateOptions {
  readonly port: number;
  readonly webhook?: string;
  readonly seed: string;
  readonly accounts: number;
  readonly state?: string;
  readonly acks: 'automatic' | 'off';
}

/** A message is on the server at once, on the phone soon, and read a little later: as people do. */
const HUMAN_ACKS: readonly AutomaticAck[] = [
  { ack: 1, afterMs: 100 },
  { ack: 2, afterMs: 500 },
  { ack: 3, afterMs: 2000 },
];

const EXAMPLE = `
Example:
  $ botbuilder-adapter-whatsgate simulate --webhook http://localhost:3978/api/whatsgate/my-development-token

It listens on 127.0.0.1 only, needs no network, and does not start with NODE_ENV=production.`;

/** `simulate`: a stand-in for WhatsGate on this machine, until it is stopped. */
export const addSimulate: AddCommand = (program, context) => {
  program
    .command('simulate')
    .description('start a stand-in for WhatsGate on this machine, with a page to chat in')
    .option(
      '-p, --port <number>',
      'port of the page and of the API; 0 takes a free one',
      wholeNumber(0, 65_535),
      3979,
    )
    .option('-w, --webhook <url>', 'where the bot takes events', httpUrl)
    .option(
      '-s, --seed <text>',
      'where ids, keys and chances come from: the same seed gives the same run',
      '1',
    )
    .option('--state <file>', 'brings everything back after a restart; written soon after each change')
    .option('--accounts <number>', 'how many WhatsApp accounts there are', wholeNumber(1, 20), 1)
    .addOption(
      new Option('--acks <mode>', 'whether sent messages get their ticks by themselves')
        .choices(['automatic', 'off'])
        .default('automatic'),
    )
    .addHelpText('after', EXAMPLE)
    .action(async (options: SimulateOptions) => runSimulate(options, context));
};

async function runSimulate(options: SimulateOptions, { terminal, report }: CliContext): Promise<void> {
  const simulator = await start(options);
  try {
    const webhook = setWebhooks(simulator, options);
    const { pageUrl, baseUrl, apiKey, whatsappId } = simulator;
    const environment = environmentBlock(simulator, webhook);
    report.result(
      { pageUrl, baseUrl, apiKey, whatsappId, webhook, environment: Object.fromEntries(environment) },
      [
        'A stand-in for WhatsGate is running. Nothing of it leaves this machine.',
        '',
        `  Page         ${pageUrl ?? 'off'}`,
        `  API          ${baseUrl}`,
        `  API key      ${apiKey}`,
        `  WhatsappID   ${whatsappId}`,
        `  Webhook      ${webhook}`,
        '',
        'For the .env of your bot:',
        '',
        ...environment.map(([name, value]) => `${name}=${value}`),
        '',
        'It runs until you press Ctrl+C.',
      ].join('\n'),
    );
    if (!terminal.stopped.aborted) await once(terminal.stopped, 'abort');
  } finally {
    await simulator.close();
  }
  report.note('The simulator has ended.');
}

/** Accounts that have a webhook from an earlier run keep it, unless another one is asked for. */
function setWebhooks(simulator: Simulator, { webhook, seed }: SimulateOptions): string {
  const usual = `http://127.0.0.1:3978/api/whatsgate/${developmentToken(seed)}`;
  for (const account of simulator.accounts) {
    simulator.setWebhook(webhook ?? account.callback ?? usual, account);
  }
  return simulator.accounts[0]?.callback ?? usual;
}

/** Somebody to be in the page from the start. */
function introducePeople(simulator: Simulator): void {
  const anna = simulator.user('79991112233', { name: 'Anna' });
  const boris = simulator.user('79992223344', { name: 'Boris' });
  simulator.group('Family', [anna, boris]);
}

async function start({ port, seed, accounts, state, acks }: SimulateOptions): Promise<Simulator> {
  try {
    const simulator = await createSimulator({
      clock: steerableClock(),
      port,
      seed,
      accounts: Array.from({ length: accounts }, () => ({})),
      ...(state === undefined ? {} : { stateFile: state }),
      automaticAcks: acks === 'off' ? 'off' : HUMAN_ACKS,
    });
    if (simulator.users.length === 0) introducePeople(simulator);
    return simulator;
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    const isTaken = 'code' in error && error.code === 'EADDRINUSE';
    const remedy = isTaken
      ? `Port ${port} is taken. Give another one with --port, or 0 for any.`
      : error.message;
    throw new CliError(isTaken ? 'failed' : 'usage', remedy, { cause: error });
  }
}
