import type { Command } from 'commander';
import { WhatsGateClient } from '../whatsgate/client';
import { httpUrl, seconds } from './arguments';
import type { CliContext } from './context';
import { CliError } from './failure';

/** The options of every command that talks to the gateway. */
export interface GatewayOptions {
  readonly apiKey?: string;
  readonly baseUrl?: string;
  readonly account?: string;
  /** Milliseconds. */
  readonly timeout: number;
}

/** Adds the options that say which gateway and which account is meant. */
export function addGatewayOptions(command: Command): Command {
  return command
    .option('-a, --account <WhatsappID>', 'the account; else WHATSGATE_WHATSAPP_ID')
    .option('--base-url <url>', 'where the API is; else WHATSGATE_BASE_URL, else WhatsGate itself', httpUrl)
    .option('--api-key <key>', 'the key; better in WHATSGATE_API_KEY, where no list of processes shows it')
    .option('--timeout <seconds>', 'the longest that one try of a call may take', seconds(0.1, 600), 60_000);
}

/**
 * The client for the gateway that the options and the environment name. Close it when done.
 * @throws CliError when there is no key.
 */
function openClient(options: GatewayOptions, { terminal, report }: CliContext): WhatsGateClient {
  if (options.apiKey !== undefined) {
    report.note(
      'Warning: a key on the command line can be seen by everybody on this machine. Use WHATSGATE_API_KEY.',
    );
  }
  const apiKey = options.apiKey ?? terminal.environment['WHATSGATE_API_KEY'] ?? '';
  if (apiKey === '') throw new CliError('usage', 'There is no API key: set WHATSGATE_API_KEY.');
  report.hide(apiKey);
  const baseUrl = options.baseUrl ?? terminal.environment['WHATSGATE_BASE_URL'] ?? '';
  return new WhatsGateClient({
    apiKey,
    timeoutMs: options.timeout,
    ...(baseUrl === '' ? {} : { baseUrl }),
    onRetry: (command, { code }, pauseMs) =>
      report.note(`${command} failed (${code}) and is tried again in ${Math.ceil(pauseMs / 1000)} s.`),
  });
}

/** Runs a piece of work with a client and closes it. */
export async function withClient<Result>(
  options: GatewayOptions,
  context: CliContext,
  work: (client: WhatsGateClient) => Promise<Result>,
): Promise<Result> {
  const client = openClient(options, context);
  try {
    return await work(client);
  } finally {
    client.close();
  }
}

/** The account of the options or of the environment. @throws CliError when there is none. */
export function requiredAccount(options: GatewayOptions, context: CliContext): string {
  const account = namedAccount(options, context);
  if (account !== undefined) return account;
  throw new CliError(
    'usage',
    'There is no account: give --account, or set WHATSGATE_WHATSAPP_ID. The command sessions lists them.',
  );
}

/** The account of the options or of the environment, if one is named. */
export function namedAccount(options: GatewayOptions, { terminal }: CliContext): string | undefined {
  const account = options.account ?? terminal.environment['WHATSGATE_WHATSAPP_ID'] ?? '';
  return account === '' ? undefined : account;
}
