import { chatOfEvent, toActivity } from '../activity/inbound';
import type { InboundContext } from '../activity/inbound-envelope';
import { digitsOf } from '../activity/recipient';
import type { InboundActivity, OutboundActivity } from '../activity/types';
import type { Acceptance, Inbox, InboxItem, InboxStatus } from '../inbox/inbox';
import { waitAtMost } from '../inbox/timer';
import { createMediaFetcher } from '../media/fetch';
import { resolveFile, type MediaAccess, type ResolvedFile } from '../media/resolve';
import { sourceOf, type AttachmentBytes } from '../media/source';
import { WhatsGateClient } from '../whatsgate/client';
import { DEFAULT_BASE_URL } from '../whatsgate/caller';
import {
  WhatsGateActivityError,
  WhatsGateClosedError,
  WhatsGateConfigurationError,
} from '../whatsgate/errors';
import { parseEvent, type GatewayEvent } from '../whatsgate/event';
import type { Logger } from '../whatsgate/logger';
import { maskPhoneNumbers, presentableCause } from '../whatsgate/redact';
import { Accounts, type ChatAddress } from './accounts';
import { ChannelEmitter } from './events';
import { Notices } from './notices';
import { Outbox, type SendingTurn, type SentResource } from './outbox';
import { startPolling, type PollOptions, type Polling } from './poller';
import { Receiver } from './receiver';
import { SentMessages } from './sent-messages';
import { readSettings, type Settings, type WhatsGateAdapterOptions } from './settings';
import { Turns } from './turns';
import type { WebhookRequest, WebhookResponse } from './webhook-http';

/** Runs a turn on an Activity. This is all that a host gives to the channel; a rejection is an unhandled bot error. */
export type TurnRunner = (activity: InboundActivity) => Promise<void>;

/** An event that was taken in by this process, with what is to be done on it. */
interface Pending {
  readonly event: GatewayEvent;
  readonly run: TurnRunner;
}

const CLOSE_GRACE_MS = 30_000;

/** Everything that both hosts share: from the webhook to a turn, and from a turn to the gateway. */
export class WhatsGateChannel {
  readonly accounts: Accounts;
  readonly client: WhatsGateClient;
  readonly emitter: ChannelEmitter;
  readonly serviceUrl: string;
  readonly #settings: Settings;
  readonly #logger: Logger;
  readonly #inbox: Inbox;
  readonly #turns: Turns;
  readonly #outbox: Outbox;
  readonly #receiver: Receiver;
  readonly #notices: Notices;
  readonly #media: MediaAccess;
  readonly #pending = new Map<string, Pending>();
  readonly #pollings = new Set<Polling>();
  readonly #started: Promise<void>;
  #isStarted = false;
  #isClosed = false;
  #lastRunner: TurnRunner | undefined;

  /** @throws WhatsGateConfigurationError */
  constructor(options: WhatsGateAdapterOptions) {
    const settings = readSettings(options);
    this.#settings = settings;
    this.#logger = settings.logger;
    this.accounts = new Accounts(settings.accounts);
    this.client = createClient(settings);
    this.serviceUrl = settings.baseUrl ?? DEFAULT_BASE_URL;
    this.emitter = new ChannelEmitter(settings.logger);
    this.#inbox = settings.inbox;
    this.#turns = new Turns(this.#inbox, (key) =>
      this.#logger.warn('A turn was started inside another turn that waits for it; it runs at once.', {
        conversation: maskPhoneNumbers(key),
      }),
    );
    const sentMessages = new SentMessages();
    this.#media = createMediaAccess(settings, this.client);
    this.#outbox = new Outbox({
      client: this.client,
      accounts: this.accounts,
      media: this.#media,
      sentMessages,
      logger: settings.logger,
      quoteReplies: settings.quoteReplies,
      async: settings.async,
    });
    this.#notices = new Notices(this.emitter, this.accounts, sentMessages);
    this.#receiver = new Receiver({
      ...settings,
      tokens: settings.webhookTokens,
      isAccount: (whatsappId) => this.accounts.find(whatsappId) !== undefined,
    });
    if (settings.webhookTokens.length === 0) {
      this.#logger.warn('webhookToken is false: events are taken from anybody who finds the URL.');
    }
    this.#started = this.#inbox
      .start((item) => this.#handle(item))
      .then(() => {
        this.#isStarted = true;
      });
    // Whoever offers an event meets the failure again; here it only must not end the process.
    this.#started.catch((error: unknown) => {
      this.#logger.error('The inbox could not be started.', { error: presentableCause(error, []) });
    });
  }

  /** Takes a webhook. Resolves when its turn has ended, never rejects, always ends the response. */
  receive(request: WebhookRequest, response: WebhookResponse, run: TurnRunner): Promise<void> {
    return this.#receiver.receive(request, response, (event) => this.#takeIn(event, run));
  }

  /**
   * Takes an event that came by other ways than HTTP. Resolves when its turn has ended, or, with a durable inbox,
   * when the event is kept.
   *
   * @throws WhatsGateActivityError when it is no event of one of our accounts, InboxFullError, WhatsGateClosedError
   */
  async accept(payload: unknown, run: TurnRunner): Promise<void> {
    const event = parseEvent(payload);
    if (event === undefined) {
      throw new WhatsGateActivityError(
        'This is no WhatsGate event: expected an object with whatsapp_id and event_action.',
      );
    }
    if (this.accounts.find(event.whatsappId) === undefined) {
      throw new WhatsGateActivityError(
        'The event belongs to an account that this adapter does not have (option whatsappId or accounts).',
      );
    }
    const acceptance = await this.#takeIn(event, run);
    await acceptance.handled;
  }

  /**
   * Polls `events-get` into the same inbox.
   * @throws WhatsGateClosedError after `close`, WhatsGateConfigurationError for a pause that is none.
   */
  poll(run: TurnRunner, options: PollOptions): Polling {
    if (this.#isClosed) throw new WhatsGateClosedError('The adapter is closed and does not poll any more.');
    const polling = startPolling(
      {
        client: this.client,
        whatsappIds: this.accounts.ids,
        logger: this.#logger,
        takeIn: (event) => this.#takeIn(event, run),
        onError: (error) => this.emitter.emit('error', error),
      },
      options,
    );
    this.#pollings.add(polling);
    return polling;
  }

  /** Sends activities in order; see `Outbox.send`. */
  send(activities: readonly OutboundActivity[], turn: SendingTurn): Promise<SentResource[]> {
    return this.#outbox.send(activities, turn);
  }

  /**
   * Runs a turn that no event started, when its conversation is free.
   * @throws WhatsGateActivityError when the conversation does not tell its account, and whatever the turn throws.
   */
  async runProactive<Result>(conversationId: string, turn: () => Promise<Result>): Promise<Result> {
    await this.#started;
    const address = this.accounts.locate(conversationId, undefined);
    if (address === undefined) {
      throw new WhatsGateActivityError(
        'Several accounts are connected and the conversation does not say which one speaks. Use the conversation id of an inbound activity.',
      );
    }
    return this.#turns.run(turnKey(address), turn);
  }

  /**
   * Finds or opens the chat with somebody who may never have written: by WhatsApp id or by phone number.
   * @throws WhatsGateActivityError when it is neither, or when `checkNumbers` is on and the number is not on WhatsApp.
   */
  async openChat(whatsappId: string, idOrNumber: string): Promise<string> {
    if (idOrNumber.includes('@')) return this.accounts.conversationId({ whatsappId, chatId: idOrNumber });
    const number = digitsOf(idOrNumber);
    if (number === undefined) {
      throw new WhatsGateActivityError(
        'members[0].id must be a WhatsApp id (…@c.us, …@g.us) or a phone number with country code, such as 79991112233.',
      );
    }
    if (this.#settings.checkNumbers && !(await this.client.check(whatsappId, number))) {
      throw new WhatsGateActivityError(`The number ${maskPhoneNumbers(number)} is not on WhatsApp.`);
    }
    return this.accounts.conversationId({ whatsappId, chatId: this.#outbox.openByNumber(number) });
  }

  /**
   * The bytes of an attachment, inbound or of the bot's own.
   * @throws WhatsGateActivityError when it has none or they cannot be read, WhatsGateError when the gateway fails.
   */
  async download(
    attachment: AttachmentBytes & {
      readonly contentType?: string | undefined;
      readonly name?: string | undefined;
    },
    signal?: AbortSignal,
  ): Promise<ResolvedFile> {
    const source = sourceOf(attachment);
    if (source === undefined) {
      throw new WhatsGateActivityError(
        'The attachment has neither content nor a contentUrl that can be read.',
      );
    }
    const { contentType, name } = attachment;
    return resolveFile({ source, contentType, name }, this.#media, signal);
  }

  /** What waits and runs. */
  status(): Promise<InboxStatus> {
    return this.#inbox.status();
  }

  /**
   * Takes nothing new, waits for turns and sends under way, and ends the connections.
   * @param graceMs the longest to wait, in milliseconds.
   * @returns how many turns were not finished by then.
   */
  async close(graceMs = CLOSE_GRACE_MS): Promise<number> {
    this.#isClosed = true;
    await Promise.all([...this.#pollings].map((polling) => polling.stop()));
    this.#pollings.clear();
    const end = Date.now() + graceMs;
    const unfinished = await this.#inbox.close(graceMs);
    if (unfinished === 0) await waitAtMost(this.#outbox.idle(), end - Date.now());
    else this.#logger.warn(`Closed with ${unfinished} turns unfinished after ${graceMs} ms.`);
    this.client.close();
    return unfinished;
  }

  #takeIn(event: GatewayEvent, run: TurnRunner): Promise<Acceptance> {
    return this.#isStarted ? this.#offer(event, run) : this.#started.then(() => this.#offer(event, run));
  }

  async #offer(event: GatewayEvent, run: TurnRunner): Promise<Acceptance> {
    const id = itemId(event);
    const isFirst = !this.#pending.has(id);
    if (isFirst) this.#pending.set(id, { event, run });
    this.#lastRunner = run;
    try {
      const acceptance = await this.#inbox.accept({ id, key: this.#keyOf(event), data: event.raw });
      if (acceptance.outcome === 'duplicate') {
        if (isFirst) this.#pending.delete(id);
        this.#logger.debug('An event came again and was acknowledged again.', { event: id });
      }
      return acceptance;
    } catch (error) {
      if (isFirst) this.#pending.delete(id);
      throw error;
    }
  }

  /** Never rejects for what a bot does: a turn that failed was handled. */
  #handle(item: InboxItem): Promise<void> {
    const pending = this.#pending.get(item.id);
    this.#pending.delete(item.id);
    const event = pending?.event ?? parseEvent(item.data);
    const run = pending?.run ?? this.#lastRunner;
    const account = event && this.accounts.find(event.whatsappId);
    if (account === undefined || event === undefined || run === undefined) return Promise.resolve();
    this.#notices.tell(event);
    const inbound = toActivity(event, this.#inboundContext(account));
    if ('activity' in inbound) return this.#runTurn(item.key, inbound.activity, run);
    this.#logger.debug(`No turn: ${inbound.ignored}.`, { event: item.id });
    return Promise.resolve();
  }

  async #runTurn(key: string, activity: InboundActivity, run: TurnRunner): Promise<void> {
    try {
      await this.#turns.hold(key, () => run(activity));
    } catch (error) {
      this.#logger.error('A turn failed and onTurnError did not handle it.', {
        error: presentableCause(error, []),
      });
      this.emitter.emit('error', error);
    }
  }

  #inboundContext(account: InboundContext['account']): InboundContext {
    const { channelId, eventActivities } = this.#settings;
    return {
      channelId,
      eventActivities,
      serviceUrl: this.serviceUrl,
      account,
      severalAccounts: this.accounts.several,
    };
  }

  /** Messages wait for their conversation; what only tells something does not have to wait for a long turn. */
  #keyOf(event: GatewayEvent): string {
    const { eventActivities } = this.#settings;
    const needsTurn =
      event.kind === 'message' ||
      (event.kind === 'ack' && eventActivities.has('receipt')) ||
      ((event.kind === 'sent' || event.kind === 'create') && eventActivities.has('ownMessage'));
    const chatId = needsTurn ? chatOfEvent(event) : undefined;
    return chatId === undefined ? event.whatsappId : turnKey({ whatsappId: event.whatsappId, chatId });
  }
}

function turnKey({ whatsappId, chatId }: ChatAddress): string {
  return `${whatsappId} ${chatId}`;
}

/** What makes an event itself: its number within its account; without a number, everything that it says. */
function itemId(event: GatewayEvent): string {
  if (event.id !== undefined) return `${event.whatsappId}/${event.id}`;
  const messageId = event.kind === 'message' ? event.message.id : undefined;
  const about = messageId ?? JSON.stringify([event.raw['event_date'], event.raw['event_data']]);
  return `${event.whatsappId}/${event.kind}/${about}`;
}

function createClient(settings: Settings): WhatsGateClient {
  const { apiKey, baseUrl, axios, proxy, timeoutMs, retry, logger } = settings;
  try {
    return new WhatsGateClient({
      apiKey,
      ...(baseUrl === undefined ? {} : { baseUrl }),
      ...(axios === undefined ? {} : { axios }),
      ...(proxy === undefined ? {} : { proxy }),
      ...(timeoutMs === undefined ? {} : { timeoutMs }),
      ...(retry === undefined ? {} : { retry }),
      onRetry: (command, error, pauseMs) =>
        logger.info(`'${command}' is repeated in ${Math.round(pauseMs)} ms.`, { reason: error.message }),
    });
  } catch (error) {
    if (error instanceof WhatsGateConfigurationError) throw error;
    throw new WhatsGateConfigurationError('The client could not be set up.', { cause: error });
  }
}

function createMediaAccess(settings: Settings, client: WhatsGateClient): MediaAccess {
  return {
    fetchUrl: createMediaFetcher(settings.media),
    fetchFromGateway: ({ whatsappId, messageId }, signal) =>
      client.getMessageMedia(whatsappId, messageId, signal),
    maximumBytes: settings.media.maximumBytes,
  };
}
