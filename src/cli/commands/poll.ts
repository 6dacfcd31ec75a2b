import { setTimeout as pause } from 'node:timers/promises';
import { lastSegment, writtenLastSegment } from '../../channel/webhook-token';
import type { WhatsGateClient } from '../../whatsgate/client';
import { WhatsGateAuthenticationError } from '../../whatsgate/errors';
import { parseEvent, type GatewayEvent } from '../../whatsgate/event';
import { httpUrl, moment, seconds } from '../arguments';
import type { AddCommand, CliContext } from '../context';
import { describeForwarded, forwardedRecord } from '../forward/describe';
import { Forwarder, type Forwarded } from '../forward/forwarder';
import { readPosition, writePosition } from '../forward/position-file';
import { Progress } from '../forward/progress';
import { addGatewayOptions, namedAccount, withClient, type GatewayOptions } from '../gateway-access';
import { withoutToken } from '../show';

interface PollCommandOptions extends GatewayOptions {
  readonly forward: string;
  readonly since?: Date;
  readonly interval: number;
  readonly position?: string;
  readonly once: boolean;
  readonly texts: boolean;
}

/** The largest page that the gateway gives (events-get page). */
const PAGE_SIZE = 100;
/** How long deliveries under way may take to end when the program is stopped. */
const GRACE_MS = 5000;

const NOTES = `
Events go to the given URL and nowhere else. A bot that is away loses nothing: its events wait for it.
With --position, the next run goes on where this one stops.`;

/** `poll`: brings the events of the real service to a bot that nobody can reach from outside. */
export const addPoll: AddCommand = (program, context) => {
  addGatewayOptions(
    program
      .command('poll')
      .description('take events from WhatsGate and deliver them to a local bot')
      .requiredOption('--forward <url>', 'the URL of the bot, with its token', httpUrl)
      .option('--since <date>', 'from when events count; else from now on', moment)
      .option('--interval <seconds>', 'pause between two looks', seconds(0, 86_400), 5000)
      .option('--position <file>', 'keeps where it stands, and goes on from there')
      .option('--once', 'look once, deliver what is there, and end', false)
      .option('--texts', 'show what people write', false),
  )
    .addHelpText('after', NOTES)
    .action((options: PollCommandOptions) =>
      withClient(options, context, (client) => runPoll(client, options, context)),
    );
};

async function runPoll(
  client: WhatsGateClient,
  options: PollCommandOptions,
  context: CliContext,
): Promise<void> {
  const { report, terminal } = context;
  const { forward, position } = options;
  for (const secret of secretsIn(forward)) report.hide(secret);
  const stored = position === undefined ? undefined : await readPosition(position);
  const progress = new Progress(
    options.since === undefined
      ? (stored ?? { since: new Date(), done: [] })
      : { since: options.since, done: [] },
  );
  const ending = new AbortController();
  const underWay = new Set<Promise<void>>();
  const forwarder = new Forwarder(forward, ending.signal, {
    waiting: (advice) => report.note(advice),
    forwarded: (result) => {
      if (result.outcome !== 'stopped') progress.end(result.event);
      tellForwarded(result, options, context);
    },
  });
  const keep = async (): Promise<void> => {
    progress.moveOn();
    if (position !== undefined) await writePosition(position, progress.position);
  };
  report.note(`Polling; events go to ${withoutToken(forward)}.`);
  let isMore = false;
  do {
    const { events, isCut } = await look(
      client,
      progress,
      namedAccount(options, context),
      terminal.stopped,
    ).catch((error: unknown) => passOver(error, options, context));
    isMore = isCut && events.length > 0;
    for (const event of events) {
      const done = forwarder.take(event).then(() => void underWay.delete(done));
      underWay.add(done);
    }
    if (options.once) await Promise.race([Promise.all(underWay), aborted(terminal.stopped)]);
    await keep();
    if (!options.once)
      await pause(options.interval, undefined, { signal: terminal.stopped }).catch(() => undefined);
  } while ((!options.once || isMore) && !terminal.stopped.aborted);
  const grace = setTimeout(() => ending.abort(), GRACE_MS);
  // A bot that is away is not waited for; a turn that is under way may end.
  if (terminal.stopped.aborted) forwarder.hurry();
  await Promise.all(underWay);
  clearTimeout(grace);
  await keep();
  if (progress.pending > 0) tellLeft(progress, options, context);
}

/** What a look has brought. */
interface Look {
  /** The new events since the position, oldest first. */
  readonly events: readonly GatewayEvent[];
  /** Whether there may be more than there was room for. */
  readonly isCut: boolean;
}

/** Asks for the new events since the position, and begins as many as there is room for. */
async function look(
  client: WhatsGateClient,
  progress: Progress,
  whatsappId: string | undefined,
  signal: AbortSignal,
): Promise<Look> {
  const found: GatewayEvent[] = [];
  const since = progress.askFrom;
  for (let page = 1; !signal.aborted; page += 1) {
    const query = { since, page, pageSize: PAGE_SIZE, ...(whatsappId === undefined ? {} : { whatsappId }) };
    const answer = await client.getEvents(query, signal);
    for (const item of answer.items) {
      const event = parseEvent(item);
      if (event !== undefined) found.push(event);
    }
    if (page >= answer.pages || answer.items.length === 0) break;
  }
  let isCut = false;
  const events = found.sort(byNumber).filter((event) => {
    if (progress.room > 0) return progress.begin(event);
    isCut = true;
    return false;
  });
  return { events, isCut };
}

function byNumber(left: GatewayEvent, right: GatewayEvent): number {
  return Number(left.id) - Number(right.id) || 0;
}

/** A look that failed is made again, unless it is the only one or the key is wrong: that does not mend itself. */
function passOver(error: unknown, { once }: PollCommandOptions, { report, terminal }: CliContext): Look {
  const nothing = { events: [], isCut: false };
  if (error instanceof WhatsGateAuthenticationError) throw error;
  if (terminal.stopped.aborted) return nothing;
  if (once) throw error;
  report.note(`A look failed and is made again: ${error instanceof Error ? error.message : String(error)}`);
  return nothing;
}

function tellForwarded(result: Forwarded, { texts }: PollCommandOptions, { report }: CliContext): void {
  const clean = (text: string): string => report.clean(text);
  report.result(forwardedRecord(result, texts, clean), describeForwarded(result, texts, clean));
}

function tellLeft(progress: Progress, { position }: PollCommandOptions, { report }: CliContext): void {
  const since = progress.position.since.toISOString();
  const next = position === undefined ? `--since ${since}` : `--position ${position}`;
  report.note(`${progress.pending} events were not delivered. They come again with ${next}.`);
}

/** The token of a webhook's URL, wherever it is: what must not be shown. */
function secretsIn(url: string): readonly string[] {
  const { pathname, searchParams, password } = new URL(url);
  const token = [writtenLastSegment(pathname), lastSegment(pathname)];
  return [...token, ...searchParams.values(), password].filter((part) => part.length > 3);
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });
}
