import { isFromSomebody, toActivity } from '../activity/inbound';
import type { AccountFacts, InboundContext } from '../activity/inbound-envelope';
import type { InboundActivity } from '../activity/types';
import {
  isDurable,
  type Acceptance,
  type Inbox,
  type InboxItem,
  type InboxRun,
  type Verdict,
} from '../inbox/inbox';
import { insist } from '../inbox/insist';
import { InboxStorageError, WhatsGateClosedError } from '../whatsgate/errors';
import { parseEvent, type GatewayEvent, type MessageEvent } from '../whatsgate/event';
import type { Logger } from '../whatsgate/logger';
import { presentableCause } from '../whatsgate/redact';
import type { Accounts } from './accounts';
import type { CatchUp } from './catch-up';
import { addressOf, itemIdOf, keyOf } from './event-key';
import { AHEAD_MS } from './event-time';
import type { Choices } from './choices';
import type { ChannelEmitter } from './events';
import { beginTurn, failedTurn, turnHeldBack, type TurnRules } from './interruption';
import type { Notices } from './notices';
import type { Pacing } from './pacing';
import type { Presence } from './presence';
import { sendingTurnOf, type SendingTurn } from './sending-turn';
import type { Settlement } from './settlement';
import type { Telemetry } from './telemetry';
import { eventIn } from './trace-carrier';
import type { TurnRecord } from './turn-record';
import type { Turns } from './turns';

/**
 * Runs a turn on an Activity. This is all that a host gives to the channel; a rejection is an unhandled bot error.
 * What the turn sends goes out with `turn`, so that it is known what the event has led to.
 */
export type TurnRunner = (activity: InboundActivity, turn: SendingTurn) => Promise<void>;

/** What the intake works with. */
export interface IntakeParts {
  readonly inbox: Inbox;
  readonly turns: Turns;
  readonly accounts: Accounts;
  readonly notices: Notices;
  readonly emitter: ChannelEmitter;
  readonly logger: Logger;
  /** What becomes of turns that fail. */
  readonly rules: TurnRules;
  /** Left out when nothing is shown to people. */
  readonly presence?: Presence | undefined;
  /** Left out when nothing has to wait. */
  readonly pacing?: Pacing | undefined;
  /** Left out when messages in doubt are not looked for. */
  readonly settlement?: Settlement | undefined;
  /** Left out when nothing is asked for again. */
  readonly catchUp?: CatchUp | undefined;
  /** Left out when nothing is measured. */
  readonly telemetry?: Telemetry | undefined;
  /** Finds out which choice somebody means, if anything is to. */
  readonly choices?: Choices | undefined;
  /** What the translation has to know beside the account. */
  readonly context: Omit<InboundContext, 'account'>;
}

/** How long an event with a date far ahead is remembered after it was listed last. */
const AHEAD_KEPT_MS = 90 * 24 * 60 * 60_000;

/**
 * The item of an event that this process has taken in, for an inbox in memory, which hands out this very object. Of
 * the copy of a durable one the event is read again: a long backlog must not wait in memory.
 */
class ArrivedItem implements InboxItem {
  constructor(
    readonly id: string,
    readonly key: string,
    readonly data: unknown,
    readonly event: GatewayEvent,
    readonly run: TurnRunner,
  ) {}
}

const DONE: Promise<undefined> = Promise.resolve(undefined);

/** Takes events into the inbox, and makes a turn of what the inbox hands out. */
export class Intake {
  readonly #parts: IntakeParts;
  #started: Promise<void> | undefined;
  #isStarted = false;
  #lastRunner: TurnRunner | undefined;
  /** What turns that are going on have sent, by their items. */
  readonly #records = new Map<string, TurnRecord>();
  #lastEventMs = 0;

  constructor(parts: IntakeParts) {
    this.#parts = parts;
  }

  /**
   * Lets the inbox hand out items, those first that an earlier process has left in a durable one. It begins only
   * when there is logic to run them with: with this call, or with the first event.
   *
   * @throws whatever keeps the inbox from starting; the next call or event tries again.
   */
  start(run: TurnRunner): Promise<void> {
    this.#lastRunner = run;
    this.#started ??= this.#parts.inbox
      .start((item, inboxRun) => this.#handle(item, inboxRun))
      .then(
        () => {
          this.#isStarted = true;
          this.#parts.catchUp?.start();
        },
        (error: unknown) => {
          this.#started = undefined;
          this.#parts.logger.error('The inbox could not be started.', { error: presentableCause(error, []) });
          throw error;
        },
      );
    return this.#started;
  }

  /** When the latest event was taken in. */
  get lastEventAt(): Date | undefined {
    return this.#lastEventMs === 0 ? undefined : new Date(this.#lastEventMs);
  }

  /** Takes an event. Resolves when the inbox answers for it. @throws InboxFullError, WhatsGateClosedError */
  takeIn(event: GatewayEvent, run: TurnRunner): Promise<Acceptance> {
    return this.#isStarted ? this.#offer(event, run) : this.start(run).then(() => this.#offer(event, run));
  }

  /** Whether the turn of an event is going on and has said something, whatever way the event came first. */
  hasSpoken(event: GatewayEvent): boolean {
    return this.#records.get(itemIdOf(event))?.hasSpoken === true;
  }

  /**
   * Takes an event that the gateway listed, by itself to be run as those are that arrive. One with a date far in the
   * future is listed again until then, for longer than inboxes know repeats, so it is remembered while it is seen.
   */
  async takeInListed(event: GatewayEvent, run = this.#lastRunner): Promise<Pick<Acceptance, 'outcome'>> {
    if (run === undefined) throw new WhatsGateClosedError('No logic is known yet to run events with.');
    if (event.date === undefined || event.date.getTime() < Date.now() + AHEAD_MS)
      return this.takeIn(event, run);
    const { store } = this.#parts.inbox;
    const key = `taken/${itemIdOf(event)}`;
    const isKnown = (await store.get(key)) !== undefined;
    const { outcome } = isKnown ? { outcome: 'duplicate' as const } : await this.takeIn(event, run);
    await store.set(key, true, AHEAD_KEPT_MS);
    return { outcome };
  }

  #offer(event: GatewayEvent, run: TurnRunner): Promise<Acceptance> {
    this.#parts.settlement?.observe(event);
    const id = itemIdOf(event);
    this.#lastRunner = run;
    const key = keyOf(event, this.#parts.context.eventActivities);
    const { inbox, telemetry } = this.#parts;
    const accepted =
      telemetry === undefined
        ? inbox.accept(this.#itemOf(id, key, event.raw, event, run))
        : telemetry.enqueue(event, (data) => inbox.accept(this.#itemOf(id, key, data, event, run)));
    return accepted.then(
      (acceptance) => {
        this.#lastEventMs = Date.now();
        if (acceptance.outcome === 'accepted') this.#accepted(event);
        else this.#parts.logger.debug('An event came again and was acknowledged again.', { event: id });
        return acceptance;
      },
      (error: unknown) => {
        this.#parts.catchUp?.missed(event);
        throw error;
      },
    );
  }

  #accepted(event: GatewayEvent): void {
    this.#parts.catchUp?.noticed(event);
    if (event.kind === 'message') this.#hear(event);
  }

  /** A durable inbox writes down what it is given, so it gets nothing else. */
  #itemOf(id: string, key: string, data: unknown, event: GatewayEvent, run: TurnRunner): InboxItem {
    return isDurable(this.#parts.inbox) ? { id, key, data } : new ArrivedItem(id, key, data, event, run);
  }

  /** Manners: the chat is marked as seen, and its answers are not proactive. */
  #hear(event: MessageEvent): void {
    const { presence, pacing, accounts } = this.#parts;
    if (presence === undefined && pacing === undefined) return;
    const address = addressOf(event);
    const account = accounts.find(event.whatsappId);
    if (address === undefined || account === undefined || !isFromSomebody(event.message, account)) return;
    presence?.see(address);
    pacing?.hear(address);
  }

  #measured(item: InboxItem, run: TurnRunner): TurnRunner {
    const { telemetry } = this.#parts;
    if (telemetry === undefined) return run;
    return (activity, turn) => telemetry.turn(item.key, item.data, () => run(activity, turn));
  }

  /** Manners: "typing" is shown while the bot thinks. */
  #withPresence(event: GatewayEvent, run: TurnRunner): TurnRunner {
    const { presence } = this.#parts;
    const address = presence === undefined ? undefined : addressOf(event);
    if (presence === undefined || address === undefined) return run;
    return (activity, turn) => presence.during(address, () => run(activity, turn));
  }

  /** Never rejects for what a bot does: a turn that failed was handled. */
  #handle(item: InboxItem, inboxRun: InboxRun): Promise<Verdict | undefined> {
    const arrived = item instanceof ArrivedItem ? item : undefined;
    const event = arrived?.event ?? parseEvent(eventIn(item.data));
    const run = arrived?.run ?? this.#lastRunner;
    if (event === undefined || run === undefined) return DONE;
    const account = this.#parts.accounts.find(event.whatsappId);
    if (account === undefined) return event.kind === 'message' ? this.#keepForeign(item, inboxRun) : DONE;
    const told = this.#parts.notices.tell(event, inboxRun.signal);
    if (told === undefined) return this.#answer(item, inboxRun, event, account, run);
    return told.then(() => this.#answer(item, inboxRun, event, account, run));
  }

  /**
   * A message to an account that this adapter does not have: an earlier version of the bot had it, or a process that
   * shares the inbox has it. It was acknowledged, so it is kept where it is seen, and can be run again from there.
   */
  async #keepForeign(item: InboxItem, { signal }: InboxRun): Promise<Verdict> {
    const { journal, logger } = this.#parts.rules;
    const error =
      'The message is for an account that this adapter does not have (option whatsappId or accounts). Bots with ' +
      'different accounts need an inbox each.';
    logger.error(`A message is kept as a dead letter. ${error}`, { event: item.id });
    const sent = journal && (await insist(() => journal.of(item.id), signal));
    return { dead: { reason: 'poison', error, sent: sent ?? [] } };
  }

  #answer(
    item: InboxItem,
    inboxRun: InboxRun,
    event: GatewayEvent,
    account: AccountFacts,
    run: TurnRunner,
  ): Promise<Verdict | undefined> {
    const { channelId, serviceUrl, severalAccounts, eventActivities, mediaUrls } = this.#parts.context;
    const context = { channelId, eventActivities, serviceUrl, account, severalAccounts, mediaUrls };
    const inbound = toActivity(event, context);
    if ('activity' in inbound)
      return this.#runTurn(
        item,
        inboxRun,
        inbound.activity,
        this.#measured(item, this.#withPresence(event, run)),
      );
    this.#parts.logger.debug(`No turn: ${inbound.ignored}.`, { event: item.id });
    return DONE;
  }

  async #runTurn(
    item: InboxItem,
    inboxRun: InboxRun,
    activity: InboundActivity,
    run: TurnRunner,
  ): Promise<Verdict | undefined> {
    const beginning = beginTurn(item, inboxRun, this.#parts.rules);
    const record = beginning instanceof Promise ? await beginning : beginning;
    if ('verdict' in record) return record.verdict;
    this.#records.set(item.id, record);
    try {
      const turn = sendingTurnOf(activity, item.id, record, inboxRun.signal);
      const answer = this.#parts.choices?.answer(item.key, activity, item.id);
      const meant = answer === undefined ? activity : await answer;
      await this.#parts.turns.hold(item.key, () => run(meant, turn), record);
      // What the bot has not waited for counts as well: the item is done, or run again, when that has gone out.
      const sending = record.idle();
      if (sending !== undefined) await sending;
    } catch (error) {
      this.reportFailure(error);
      await record.idle();
      if (error instanceof InboxStorageError) record.holdBackTurn(error);
      if (record.heldBack === undefined) return failedTurn(error, inboxRun, record, this.#parts.rules.retry);
    } finally {
      // Of a turn that was given away, another run may be going on by now.
      if (this.#records.get(item.id) === record) this.#records.delete(item.id);
    }
    const { heldBack } = record;
    return heldBack && turnHeldBack(heldBack.reason, inboxRun, record, this.#parts.logger);
  }

  /** Tells of a turn that failed and that nobody handled: in the log, and to the listeners of `error`. */
  reportFailure(error: unknown): void {
    this.#parts.logger.error('A turn failed and onTurnError did not handle it.', {
      error: presentableCause(error, []),
    });
    this.#parts.emitter.emit('error', error);
  }
}
