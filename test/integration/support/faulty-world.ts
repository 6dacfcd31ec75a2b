import { setTimeout as pause } from 'node:timers/promises';
import type { TurnContext } from 'botbuilder';
import { WhatsGateError } from '../../../src/index';
import type {
  CommandFault,
  SayOptions,
  SimulatedUser,
  Simulator,
  WebhookFault,
} from '../../../src/simulator/index';

/** Every fault that a command can have, with times that make a test short. */
const COMMAND_FAULTS: readonly CommandFault[] = [
  { kind: 'status', status: 401 },
  { kind: 'status', status: 429, retryAfterSeconds: 0 },
  { kind: 'status', status: 500 },
  { kind: 'slow', ms: 20 },
  { kind: 'hang' },
  { kind: 'invalid-json' },
  { kind: 'reset-before' },
  { kind: 'reset-after' },
  { kind: 'serialize' },
  { kind: 'truncated' },
  { kind: 'early-ack' },
  { kind: 'disconnect', forMs: 30 },
  { kind: 'restart', forMs: 30 },
];

/** Every fault that a delivery can have. */
const WEBHOOK_FAULTS: readonly WebhookFault[] = [
  { kind: 'duplicate' },
  { kind: 'delay', ms: 30 },
  { kind: 'drop' },
  { kind: 'reorder' },
  { kind: 'truncate' },
];

/** The kinds of both, to compare with those that the simulator knows. */
export const FAULT_KINDS: readonly string[] = [
  ...new Set([...COMMAND_FAULTS, ...WEBHOOK_FAULTS].map(({ kind }) => kind)),
];

/** Switches every fault on, for everything, each with the same chance. */
export function breakEverything(sim: Simulator, probability: number): void {
  for (const fault of COMMAND_FAULTS) sim.faults.onCommand('*', fault, { probability });
  for (const fault of WEBHOOK_FAULTS) sim.faults.onWebhook('*', fault, { probability });
}

/** How one send of the bot ended, as far as the adapter can know. */
export type SendOutcome = 'sent' | 'maybe' | 'not sent';

/** What the bot has tried to say. */
export interface Said {
  readonly text: string;
  /** The chat that it belongs in. */
  readonly chatId: string;
  readonly outcome: SendOutcome;
}

const MOST_TRIES = 60;

/**
 * Does what a careful bot does: repeats what the adapter says was not done for certain, and nothing else.
 * @returns How it ended: `maybe` when the adapter says that nobody can know.
 */
export async function insist(work: () => Promise<unknown>): Promise<SendOutcome> {
  for (let count = 1; count <= MOST_TRIES; count += 1) {
    try {
      await work();
      return 'sent';
    } catch (error) {
      if (!(error instanceof WhatsGateError)) throw error;
      if (error.maybeDelivered) return 'maybe';
      await pause(5);
    }
  }
  return 'not sent';
}

/** The text of the answer to a message, unlike every other. */
export function answerTo(context: TurnContext, count: number): string {
  return `${count}: ${context.activity.text}`;
}

/** Writes as soon as the account is connected: a phone keeps what it cannot send. */
export async function persist<Result>(sim: Simulator, work: () => Promise<Result>): Promise<Result> {
  while (sim.accounts[0]?.status !== 'READY') await pause(5);
  return work();
}

/** A text of a person, as soon as the account is connected. */
export function write(sim: Simulator, person: SimulatedUser, text: string, options: SayOptions = {}) {
  return persist(sim, () => person.says(text, options));
}
