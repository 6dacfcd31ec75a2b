import type { Inbox, InboxStatus } from '../inbox/inbox';
import { withDeadline } from '../inbox/timer';
import { WhatsGateError } from '../whatsgate/errors';
import type { AccountGates, AccountState } from './account-gates';
import type { ChannelEmitter } from './events';
import type { OutboxStatus } from './outbox';

/** How the adapter is, for probes and pages. */
export interface Health {
  /** Whether the process does its work. False once the adapter is closed: start the process anew. */
  readonly live: boolean;
  /** Whether events can be taken in and answered now. While it is false, a balancer should send events elsewhere. */
  readonly ready: boolean;
  /** Why it is not ready, in a few words each. */
  readonly problems: readonly string[];
  /** What the inbox holds; `undefined` when it cannot be reached. */
  readonly inbox: InboxStatus | undefined;
  readonly outbox: OutboxStatus;
  /** By `WhatsappID`. */
  readonly accounts: Readonly<Record<string, AccountState>>;
  /** When the latest event was taken in. */
  readonly lastEventAt: Date | undefined;
  /** The latest failure of a turn, a send, polling or the gateway: when, and its code or name. */
  readonly lastFailure: { readonly at: Date; readonly code: string } | undefined;
}

/** What health is read from. */
export interface HealthParts {
  readonly inbox: Inbox;
  readonly emitter: ChannelEmitter;
  readonly whatsappIds: readonly string[];
  /** What is known of the accounts, by this process and by others. */
  readonly gates: Pick<AccountGates, 'refresh' | 'stateOf'>;
  readonly outbox: () => OutboxStatus;
  readonly lastEventAt: () => Date | undefined;
  readonly isClosed: () => boolean;
}

/** An inbox that takes longer to say how it is cannot be worked with either. */
const LONGEST_WAIT_MS = 2000;

/** Keeps what has to be known to tell how the adapter is. */
export class HealthMonitor {
  readonly #parts: HealthParts;
  #lastFailure: Health['lastFailure'];

  constructor(parts: HealthParts) {
    this.#parts = parts;
    const { emitter } = parts;
    emitter.on('error', (error) => this.failed(error));
    emitter.on('gatewayError', ({ name }) => this.#note(name ?? 'gateway'));
  }

  /** Notes a failure. */
  failed(error: unknown): void {
    this.#note(
      error instanceof WhatsGateError ? error.code : error instanceof Error ? error.name : 'unknown',
    );
  }

  /** How the adapter is. Never rejects; takes 2 seconds at most. */
  async read(): Promise<Health> {
    const { inbox: engine, outbox: readOutbox, gates, whatsappIds, lastEventAt, isClosed } = this.#parts;
    const [inbox] = isClosed()
      ? []
      : await Promise.all([
          inTime(engine.status()),
          inTime(Promise.all(whatsappIds.map((whatsappId) => gates.refresh(whatsappId)))),
        ]);
    const outbox = readOutbox();
    const accounts = Object.fromEntries(whatsappIds.map((id) => [id, gates.stateOf(id)]));
    const problems = [
      ...(isClosed() ? ['the adapter is closed'] : []),
      ...(inbox === undefined && !isClosed() ? ['the inbox cannot be reached'] : []),
      ...(outbox.queued >= outbox.capacity ? ['the outbox is full'] : []),
      ...(Object.values(accounts).every((state) => state === 'disconnected')
        ? ['no account is connected']
        : []),
    ];
    return {
      live: !isClosed(),
      ready: problems.length === 0,
      problems,
      inbox,
      outbox,
      accounts,
      lastEventAt: lastEventAt(),
      lastFailure: this.#lastFailure,
    };
  }

  #note(code: string): void {
    this.#lastFailure = { at: new Date(), code };
  }
}

/** What comes out, or nothing when it fails or takes too long. */
function inTime<Result>(work: Promise<Result>): Promise<Result | undefined> {
  return withDeadline(work, LONGEST_WAIT_MS, () => new Error('late')).catch(() => undefined);
}
