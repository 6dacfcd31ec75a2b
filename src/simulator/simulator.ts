import type { Server } from 'node:http';
import type { AccountReference } from './accounts';
import type { Assumptions } from './assumptions';
import type { Delivery, DeliveryAttempt } from './delivery';
import type { SimulatedEvent } from './events';
import { explainMissing } from './explain';
import type { Faults } from './faults';
import type { EmittedEvent, Gateway } from './gateway';
import { SimulatedGroup, type GroupOptions } from './group';
import { isWebhookUrl, type AutomaticAck } from './options';
import type { OutgoingMessage } from './outgoing-queue';
import { changeAck, typeOnPhone } from './outgoing';
import { idOf, SimulatorRecords, whatsappIdOf, type ChatReference } from './records';
import { restartGateway } from './restart';
import { connectSession, disconnectSession } from './sessions';
import { StateKeeper } from './saved/keeper';
import { SimulatedUser, type MessageReference, type UserOptions } from './user';
import { BoundedMap } from './bounded-map';

/** What `sim.nextMessage` takes. */
export interface NextMessageOptions {
  /** Real milliseconds to wait, whatever the simulator's clock; 5000. */
  readonly timeoutMs?: number;
  /** The account that sent it; any when left out. */
  readonly from?: AccountReference;
  /** The chat that it went to; any when left out. */
  readonly to?: ChatReference;
}

/** An event that the simulator raised on request. */
export interface RaisedEvent {
  readonly event: SimulatedEvent;
  /** Resolves when the gateway is done with the event; never rejects. */
  readonly delivered: Promise<Delivery>;
}

function raised({ event, delivered }: EmittedEvent): RaisedEvent {
  return { event, delivered };
}

/** A running stand-in for the WhatsGate gateway. Made by `createSimulator`. */
export class Simulator extends SimulatorRecords {
  /** What a client takes as its base URL: `http://127.0.0.1:PORT/api/v1`. */
  readonly baseUrl: string;
  /** The page to chat in and to look inside, for a browser on this machine; undefined with `page: false`. */
  readonly pageUrl: string | undefined;
  /** Makes commands and webhooks fail on request. */
  readonly faults: Faults;
  readonly #gateway: Gateway;
  readonly #server: Server;
  readonly #users: BoundedMap<string, SimulatedUser>;
  readonly #groups: BoundedMap<string, SimulatedGroup>;
  readonly #keeper: StateKeeper | undefined;
  #closing: Promise<void> | undefined;

  /** @internal */
  constructor(gateway: Gateway, server: Server) {
    super(gateway);
    this.#gateway = gateway;
    this.#server = server;
    this.#users = new BoundedMap(gateway.options.limits.users);
    this.#groups = new BoundedMap(gateway.options.limits.users);
    this.baseUrl = `${gateway.origin}/api/v1`;
    this.pageUrl = gateway.options.page ? `${gateway.origin}/` : undefined;
    this.faults = gateway.faults;
    const { stateFile } = gateway.options;
    if (stateFile !== undefined) this.#keeper = new StateKeeper(gateway, stateFile, () => this.groups);
  }

  /** The users that `user` has made, oldest first. */
  get users(): readonly SimulatedUser[] {
    return this.#users.values;
  }

  /** The groups that `group` has made, oldest first. */
  get groups(): readonly SimulatedGroup[] {
    return this.#groups.values;
  }

  /**
   * Switches undocumented behaviour while the simulator runs.
   * @throws TypeError when a name or value is impossible.
   */
  assume(changes: Partial<Assumptions>): void {
    this.#gateway.assume(changes);
  }

  /**
   * Sets what happens to messages that are sent from now on by itself; `'off'` for nothing. The steps may come in
   * any order, twice, and fail.
   * @throws TypeError when a step is impossible or there are too many.
   * @example
   * sim.acknowledgeAutomatically([{ ack: 3, afterMs: 50 }, { ack: 2, afterMs: 80 }, { ack: 2, afterMs: 90 }]);
   */
  acknowledgeAutomatically(steps: 'off' | readonly AutomaticAck[]): void {
    this.#gateway.automaticAcks = steps === 'off' ? [] : steps;
  }

  /**
   * Sets where an account's events are posted to; null for nowhere.
   * @param account The first one when left out.
   * @throws TypeError when the URL is not http or https; Error when there is no such account.
   */
  setWebhook(url: string | null, account?: AccountReference): void {
    if (url !== null && !isWebhookUrl(url))
      throw new TypeError(`A webhook is an http or https URL, not ${url}.`);
    this.#gateway.state.changeAccount(this.#gateway.account(account).whatsappId, { callback: url });
  }

  /**
   * A WhatsApp user. The same number gives the same user; the options count the first time.
   * @param number Phone number with country code; a plus, blanks, dashes and brackets are taken off.
   * @throws TypeError when it is no phone number.
   */
  user(number: string, options: UserOptions = {}): SimulatedUser {
    const digits = number.replace(/[\s+()-]/g, '');
    if (!/^\d{5,15}$/.test(digits))
      throw new TypeError(`A phone number has 5 to 15 digits; ${number} does not.`);
    const known = this.#users.get(digits);
    if (known !== undefined) return known;
    const user = new SimulatedUser(this.#gateway, digits, options);
    this.#users.set(digits, user);
    return user;
  }

  /** A new group with an account and users in it. */
  group(name: string, members: readonly SimulatedUser[], options: GroupOptions = {}): SimulatedGroup {
    const group = new SimulatedGroup(this.#gateway, name, members, options);
    this.#groups.set(group.id, group);
    return group;
  }

  /**
   * The next message that the bot sent and nobody has taken yet, in the order of sending.
   * @returns Rejects when the time is up, with a sentence that says what happened in place of it.
   */
  nextMessage(options: NextMessageOptions = {}): Promise<OutgoingMessage> {
    const { timeoutMs = 5000, from, to } = options;
    if (this.#closing !== undefined) return Promise.reject(new Error('The simulator is closed.'));
    const filter = {
      ...(from === undefined ? {} : { account: whatsappIdOf(from) }),
      ...(to === undefined ? {} : { to: idOf(to) }),
    };
    const { outgoing } = this.#gateway;
    return outgoing.take(filter, timeoutMs, () =>
      explainMissing(filter, timeoutMs, outgoing.untaken, this.requests, this.deliveries),
    );
  }

  /**
   * Changes the delivery state of a message and raises an `ack` event; any order is possible.
   * @param ack 1 server, 2 delivered, 3 read, 4 played, -1 failed.
   * @throws Error when the message is unknown.
   */
  acknowledge(message: MessageReference, ack: number): RaisedEvent {
    const id = typeof message === 'string' ? message : message.id;
    const emitted = changeAck(this.#gateway, id, ack);
    if (emitted === undefined) throw new Error(`The simulator has no message ${id}.`);
    return raised(emitted);
  }

  /** A person answers on the account's own phone: raises `create`. */
  typeOnPhone(
    to: ChatReference,
    text: string,
    account?: AccountReference,
  ): RaisedEvent & { readonly id: string } {
    const { message, emitted } = typeOnPhone(this.#gateway, this.#gateway.account(account), idOf(to), text);
    return { id: message.id, ...raised(emitted) };
  }

  /** Raises any event, with any data. */
  emit(action: string, data: unknown, account?: AccountReference): RaisedEvent {
    return raised(this.#gateway.emit(this.#gateway.account(account), action, data));
  }

  /** Connects an account to WhatsApp: its status becomes READY, and `ready` is raised. */
  connect(account?: AccountReference): RaisedEvent {
    return raised(connectSession(this.#gateway, this.#gateway.account(account)));
  }

  /** Disconnects an account, as the assumption `disconnectDeletesSession` says, and raises `disconnect`. */
  disconnect(account?: AccountReference): RaisedEvent {
    return raised(disconnectSession(this.#gateway, this.#gateway.account(account)));
  }

  /**
   * Restarts the gateway: connections are torn down and refused for a while, and nothing is delivered meanwhile.
   * What becomes of what waits, and whether `ready` follows, is an assumption.
   * @param downMs Milliseconds by the simulator's clock; 0.
   */
  restart(downMs = 0): void {
    restartGateway(this.#gateway, downMs);
  }

  /**
   * Posts any body to the webhook once, without repeats: for bodies that the gateway would never send.
   * @param body Text and bytes go out as they are, anything else as JSON.
   * @param options `headers` are added to the gateway's own and win over them.
   * @throws Error (as a rejection) when no webhook is set.
   */
  deliver(
    body: unknown,
    options: {
      readonly headers?: Readonly<Record<string, string>>;
      readonly account?: AccountReference;
    } = {},
  ): Promise<DeliveryAttempt> {
    const account = this.#gateway.account(options.account);
    const { callback } = account;
    if (callback === null)
      return Promise.reject(new Error('No webhook is set: call sim.setWebhook(url) first.'));
    const bytes = typeof body === 'string' || Buffer.isBuffer(body) ? body : JSON.stringify(body);
    return this.#gateway.deliveries.post(account, callback, bytes, { ...options.headers });
  }

  /**
   * Resolves when no webhook request is under way. Repeats, delays and acks that wait for their time do not count:
   * with a manual clock, `advance` makes them due.
   */
  idle(): Promise<void> {
    return this.#gateway.deliveries.idle();
  }

  /**
   * Forgets chats, messages, events, records, faults and sessions that the API created, ends what is under way, and
   * rejects whoever waits in `nextMessage`. Webhooks, users, groups and assumptions stay. Ids go on where they
   * were, so that a bot does not take a new event for one that it has seen.
   */
  reset(): void {
    this.#gateway.reset('The simulator was reset while waiting for a message.');
    for (const user of this.#users.values) user.register();
    for (const group of this.#groups.values) {
      if (this.#gateway.state.account(group.account) !== undefined) group.register();
    }
  }

  /**
   * Writes the state file now. It is also written soon after each change, and by `close`.
   * @throws (as a rejection) Error without the option `stateFile`, or the system's error.
   */
  async save(): Promise<void> {
    if (this.#keeper === undefined) throw new Error('There is no state file: give the option stateFile.');
    await this.#keeper.save();
  }

  /**
   * Ends every connection and timer and rejects whoever waits in `nextMessage`. May be called twice.
   * Deliveries under way end as `abandoned`; with a state file, they go on in the next run.
   * @throws (as a rejection) the system's error when the state file cannot be written; everything has ended then.
   */
  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async #close(): Promise<void> {
    this.#keeper?.stop();
    // Taken before everything ends: what is under way now is what has to go on.
    const saved = this.#keeper?.save().then(
      () => undefined,
      (error: unknown) => ({ error }),
    );
    this.#gateway.shutDown('The simulator was closed while waiting for a message.');
    await new Promise<void>((resolve) => {
      this.#server.close(() => resolve());
      this.#server.closeAllConnections();
    });
    const failed = await saved;
    if (failed !== undefined) throw failed.error;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }
}
