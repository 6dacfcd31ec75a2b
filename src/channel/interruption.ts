import { insist } from '../inbox/insist';
import { againAfter } from '../inbox/run-item';
import type { Verdict, InboxItem, InboxRun } from '../inbox/inbox';
import { mayHaveArrived, type SendJournal, type SentRecord } from '../inbox/journal';
import { parseEvent } from '../whatsgate/event';
import type { Logger } from '../whatsgate/logger';
import { presentableCause, presentableSentence } from '../whatsgate/redact';
import type { Settlement } from './settlement';
import { eventIn } from './trace-carrier';
import { TurnRecord } from './turn-record';

/** A turn that was cut off, by a crash or a shutdown, after it had sent something. */
export interface Interruption {
  /** The event, as the gateway gave it. */
  readonly event: unknown;
  /** What it had sent, or may have. */
  readonly sent: readonly SentRecord[];
  /** How often it was begun, this time included. */
  readonly attempt: number;
}

/**
 * What to do with it: run it again from its beginning, which says again what it had sent; drop it, as if it had
 * ended; or keep it as a dead letter.
 */
export type InterruptionDecision = 'again' | 'drop' | 'keep';

/** When a turn that threw is run again. */
export interface TurnRetryPolicy {
  /** How often at most. */
  readonly repeats: number;
  /** The pause before the first repeat, in milliseconds; each further one is twice as long. */
  readonly firstPauseMs: number;
  /** The longest pause, in milliseconds. */
  readonly longestPauseMs: number;
}

/** What the rules for turns work with. */
export interface TurnRules {
  readonly journal: SendJournal | undefined;
  /** Looks for sends whose end nobody knows, before anything is decided on them; left out when nobody wants that. */
  readonly settlement?: Pick<Settlement, 'settleRecords'> | undefined;
  readonly retry: TurnRetryPolicy | undefined;
  readonly onInterrupted:
    ((interruption: Interruption) => InterruptionDecision | Promise<InterruptionDecision>) | undefined;
  readonly logger: Logger;
}

/** An item that ended its process this often is given up: it would do so for ever. */
const MOST_INTERRUPTIONS = 5;

/**
 * What a run of an item begins with: a record for its sends, or a verdict when it must not run.
 * Only later runs look into the journal.
 */
export function beginTurn(
  item: InboxItem,
  { attempt, signal }: InboxRun,
  rules: TurnRules,
): TurnRecord | Promise<TurnRecord | { readonly verdict: Verdict | undefined }> {
  if (attempt === 1 || rules.journal === undefined) return new TurnRecord(item.id, rules.journal);
  return resume(item, attempt, signal, rules, rules.journal);
}

async function resume(
  item: InboxItem,
  attempt: number,
  signal: AbortSignal,
  rules: TurnRules,
  journal: SendJournal,
): Promise<TurnRecord | { readonly verdict: Verdict | undefined }> {
  const written = await insist(() => journal.of(item.id), signal);
  // Not ours any more: whoever has it decides.
  if (written === undefined) return { verdict: { againInMs: 0 } };
  const since = parseEvent(item.data)?.date;
  const earlier =
    since === undefined || rules.settlement === undefined
      ? written
      : await rules.settlement.settleRecords(written, since);
  const sent = earlier.filter(mayHaveArrived);
  const mostAttempts = MOST_INTERRUPTIONS + (rules.retry?.repeats ?? 0);
  const decision =
    sent.length > 0
      ? await decide({ event: eventIn(item.data), sent, attempt }, rules)
      : attempt > mostAttempts
        ? 'keep'
        : 'again';
  if (decision === 'again') return new TurnRecord(item.id, journal, earlier);
  if (decision === 'drop') return { verdict: undefined };
  rules.logger.warn('A turn that was cut off is kept as a dead letter.', {
    event: item.id,
    sent: sent.length,
  });
  const error = sent.length > 0 ? undefined : `It was begun ${attempt - 1} times and never ended.`;
  return { verdict: { dead: { reason: sent.length > 0 ? 'interrupted' : 'poison', error, sent: earlier } } };
}

async function decide(interruption: Interruption, rules: TurnRules): Promise<InterruptionDecision> {
  try {
    return (await rules.onInterrupted?.(interruption)) ?? 'keep';
  } catch (error) {
    rules.logger.error('onInterrupted failed; the turn is kept as a dead letter.', {
      error: presentableCause(error, []),
    });
    return 'keep';
  }
}

/**
 * What becomes of an item whose turn wanted to send something that was not let out, whether it bore that or not, or
 * that ended over the store of the inbox: what it meant to say is not said. It is handed back, to run again once the
 * store can be written; or it is kept, if it had sent something before.
 */
export async function turnHeldBack(
  reason: unknown,
  { attempt, signal }: InboxRun,
  record: TurnRecord,
  logger: Logger,
): Promise<Verdict> {
  const { sent } = record;
  const isKept = record.hasSpoken || (attempt >= MOST_INTERRUPTIONS && !signal.aborted);
  if (isKept) return { dead: { reason: 'failed', error: presentableSentence(reason), sent } };
  if (!signal.aborted) {
    logger.warn(
      'The store of the inbox failed in a turn that had sent nothing; the turn runs again once it works.',
      {
        reason: presentableCause(reason, []),
      },
    );
  }
  await insist(() => record.writeRefusals(), signal);
  return againAfter(attempt);
}

/** What becomes of an item whose turn threw: once more if the options say so and nothing was sent, else kept. */
export function failedTurn(
  error: unknown,
  { attempt, signal }: InboxRun,
  record: TurnRecord,
  retry: TurnRetryPolicy | undefined,
): Verdict {
  const { sent } = record;
  // It was told to end. What has said nothing is said by another run.
  if (signal.aborted && !record.hasSpoken) return { againInMs: 0 };
  if (retry !== undefined && attempt <= retry.repeats && !record.hasSpoken) return againAfter(attempt, retry);
  return { dead: { reason: 'failed', error: presentableSentence(error), sent } };
}
