import type { AccountReference, SimulatedAccount } from './accounts';
import { changeAssumptions, type Assumptions } from './assumptions';
import { ChangeFeed } from './changes';
import type { Clock } from './clock';
import { Deliveries } from './deliveries';
import type { Delivery } from './delivery';
import { EventLog, type SimulatedEvent } from './events';
import { Faults } from './faults';
import { checkAutomaticAcks, type AutomaticAck, type ResolvedOptions } from './options';
import { OutgoingQueue } from './outgoing-queue';
import { seededRandom, type Random } from './random';
import { RequestLog } from './requests';
import { State } from './state';

/** An event on its way to the webhook. */
export interface EmittedEvent {
  readonly event: SimulatedEvent;
  /** Resolves when the gateway is done with the event; never rejects. */
  readonly delivered: Promise<Delivery>;
  /** Resolves when the first attempt has ended, however it ended. */
  readonly firstAttempt: Promise<void>;
}

/** An ack that a message gets by itself, later. */
export interface PendingAck {
  readonly messageId: string;
  readonly ack: number;
  /** Milliseconds since 1970, by the simulator's clock. */
  readonly dueAt: number;
}

/** The parts of the stand-in gateway, wired up. What the parts do together is in the modules that take a gateway. */
export class Gateway {
  readonly options: ResolvedOptions;
  readonly clock: Clock;
  readonly random: Random;
  readonly apiKey: string;
  readonly changes = new ChangeFeed();
  readonly state: State;
  readonly events: EventLog;
  readonly faults: Faults;
  readonly deliveries: Deliveries;
  readonly requests: RequestLog;
  readonly outgoing: OutgoingQueue;
  /** `http://HOST:PORT`, known when the server listens. */
  origin = '';
  /** Whether it is restarting: connections are refused, and nothing is delivered. */
  isDown = false;
  /** Cancels what is scheduled: acks, queued sends, slow answers. */
  readonly scheduled = new Set<() => void>();
  /** Cancels the returns of sessions that have lost WhatsApp, which a restart of the gateway does not. */
  readonly returns = new Set<() => void>();
  /** Ends the requests that a fault keeps without an answer. */
  readonly hanging = new Set<() => void>();
  /** Asynchronous sends that wait for their session to be ready. */
  readonly waitingSends = new Map<string, readonly (() => void)[]>();
  #assumptions: Assumptions;
  #automaticAcks: readonly AutomaticAck[];
  /** How many sessions there ever were. */
  accountCount = 0;
  /** Acks that wait for their time. */
  readonly pendingAcks = new Set<PendingAck>();

  constructor(options: ResolvedOptions) {
    const { limits, clock, seed } = options;
    this.options = options;
    this.clock = clock;
    this.random = seededRandom(seed);
    this.#assumptions = options.assumptions;
    this.#automaticAcks = options.automaticAcks;
    this.apiKey = options.apiKey ?? this.random.hex(32).toLowerCase();
    this.state = new State(limits, this.changes);
    this.events = new EventLog(clock, limits, this.changes);
    this.faults = new Faults(seededRandom(`${seed} faults`), this.changes);
    this.requests = new RequestLog(limits, this.changes);
    this.outgoing = new OutgoingQueue(limits);
    this.deliveries = new Deliveries({
      clock,
      limits,
      changes: this.changes,
      faults: this.faults,
      assumptions: () => this.#assumptions,
      account: (whatsappId) => this.state.account(whatsappId),
    });
    for (const account of options.accounts) {
      const added = this.addAccount(account.name, account.callback ?? null, account.whatsappId);
      const wid = account.wid ?? `${79_990_000_000 + added.number}@c.us`;
      this.state.changeAccount(added.whatsappId, { status: 'READY', wid, pushname: added.name });
    }
  }

  get assumptions(): Assumptions {
    return this.#assumptions;
  }

  /** What happens to sent messages by itself. */
  get automaticAcks(): readonly AutomaticAck[] {
    return this.#automaticAcks;
  }

  /** @throws TypeError when a step is impossible or there are too many. */
  set automaticAcks(steps: readonly AutomaticAck[]) {
    this.#automaticAcks = checkAutomaticAcks(steps);
    this.changes.tell('settings');
  }

  /** @throws TypeError when a name or value is impossible. */
  assume(changes: Partial<Assumptions>): void {
    this.#assumptions = changeAssumptions(this.#assumptions, changes);
    this.changes.tell('settings');
  }

  /** Creates a session that is not connected yet. */
  addAccount(name: string | undefined, callback: string | null, whatsappId?: string): SimulatedAccount {
    this.accountCount += 1;
    return this.state.putAccount({
      number: this.accountCount,
      whatsappId: whatsappId ?? this.random.hex(13).toLowerCase(),
      name: name ?? `Account ${this.accountCount}`,
      status: 'PENDING',
      callback,
      wid: null,
      pushname: null,
      createdAt: this.clock.now(),
      code: null,
    });
  }

  /**
   * Finds an account; the first one when none is named.
   * @throws Error when there is no such account.
   */
  account(reference?: AccountReference): SimulatedAccount {
    const whatsappId = typeof reference === 'object' ? reference.whatsappId : reference;
    const account = whatsappId === undefined ? this.state.accounts[0] : this.state.account(whatsappId);
    if (account !== undefined) return account;
    const known = this.state.accounts.map((other) => other.whatsappId).join(', ');
    throw new Error(`The simulator has no account ${whatsappId ?? ''}. It has: ${known || 'none'}.`);
  }

  /** Records an event and starts its delivery. */
  emit(account: SimulatedAccount, action: string, data: unknown, messageId?: string): EmittedEvent {
    const event = this.events.record(account.whatsappId, action, data, messageId);
    const { done, firstAttempt } = this.deliveries.start(event);
    return { event, delivered: done, firstAttempt };
  }

  /**
   * Runs a task later by the clock; at once when `delayMs` is 0. A reset or close cancels it.
   * @param scheduled Where what cancels it is kept meanwhile.
   */
  later(task: () => void, delayMs: number, scheduled = this.scheduled): void {
    if (delayMs <= 0) {
      task();
      return;
    }
    const cancel = this.clock.schedule(() => {
      scheduled.delete(cancel);
      task();
    }, delayMs);
    scheduled.add(cancel);
  }

  /** Ends everything under way; records and messages stay to be looked at. */
  shutDown(reason: string): void {
    for (const cancel of [...this.scheduled, ...this.returns]) cancel();
    this.scheduled.clear();
    this.returns.clear();
    for (const hangUp of this.hanging) hangUp();
    this.hanging.clear();
    this.waitingSends.clear();
    this.pendingAcks.clear();
    this.deliveries.abandonAll();
    this.isDown = false;
    this.outgoing.clear(reason);
  }

  /**
   * Ends everything under way and forgets chats, messages, events, records, faults and the sessions that the API
   * created. Ids go on where they were: a bot under test must not take a new event for an old one.
   */
  reset(reason: string): void {
    this.shutDown(reason);
    this.deliveries.clear();
    this.faults.clear();
    this.events.clear();
    this.requests.clear();
    const isConfigured = (account: SimulatedAccount): boolean =>
      account.number <= this.options.accounts.length;
    this.state.clear(isConfigured);
    for (const { whatsappId } of this.state.accounts)
      this.state.changeAccount(whatsappId, { status: 'READY' });
  }
}

/** The account's own WhatsApp id; empty while it has none. */
export function ownId(account: SimulatedAccount): string {
  return account.wid ?? '';
}
