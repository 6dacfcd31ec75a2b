import type { OutboundActivity } from '../activity/types';
import { createClosing } from '../inbox/closing';
import type { DeadLetters } from '../inbox/dead-letters';
import { isDurable, type Inbox, type InboxStatus } from '../inbox/inbox';
import { waitAtMost } from '../inbox/timer';
import type { MediaHandler } from '../media/media-route';
import type { MediaAccess } from '../media/open-file';
import type * as Resolve from '../media/resolve';
import { sourceOf, type AttachmentBytes } from '../media/source';
import type { VoiceTranscoder } from '../media/voice';
import type { WhatsGateClient } from '../whatsgate/client';
import { DEFAULT_BASE_URL } from '../whatsgate/client-options';
import { WhatsGateActivityError, WhatsGateClosedError } from '../whatsgate/errors';
import { parseEvent } from '../whatsgate/event';
import type { Logger } from '../whatsgate/logger';
import { maskPhoneNumbers } from '../whatsgate/redact';
import { Accounts } from './accounts';
import type { CatchUp } from './catch-up';
import type { SentResource } from './delivery';
import { turnKey } from './event-key';
import { ChannelEmitter } from './events';
import { Intake, type TurnRunner } from './intake';
import { Notices } from './notices';
import { ChatOpener } from './open-chat';
import { HealthMonitor, type Health } from './health';
import { Outbox, type OutboxStatus } from './outbox';
import { startPolling, type PollOptions, type Polling } from './poller';
import { ProactiveActivities } from './proactive';
import { Receiver, type TakeIn } from './receiver';
import type { SendingTurn } from './sending-turn';
import { SentMessages } from './sent-messages';
import { readSettings, type WhatsGateAdapterOptions } from './settings';
import type { Telemetry } from './telemetry';
import { ToldReceipts } from './told-receipts';
import { withoutCarriers } from './trace-carrier';
import { Turns } from './turns';
import { Watermarks } from './watermarks';
import type { WebhookRequest, WebhookResponse } from './webhook-http';
import {
  createCatchUp,
  createChoices,
  createClient,
  createGates,
  createManners,
  createMediaAccess,
  createMediaHandler,
  createMediaUrls,
  createSettlement,
  createTelemetry,
} from './wiring';

/** How long what asks for events has to write down how far it came. */
const LAST_WORD_MS = 2000;
const CLOSE_GRACE_MS = 30_000;

/** What an adapter holds right now: the inbox, and beside it the outbox. */
export interface ChannelStatus extends InboxStatus {
  readonly outbox: OutboxStatus;
}

/** Everything that both hosts share: from the webhook to a turn, and from a turn to the gateway. */
export class WhatsGateChannel {
  readonly accounts: Accounts;
  readonly client: WhatsGateClient;
  readonly emitter: ChannelEmitter;
  readonly serviceUrl: string;
  /** Makes the activities of turns that no event started. */
  readonly proactive: ProactiveActivities;
  /** Serves inbound files under the URLs that attachments carry. */
  readonly mediaHandler: MediaHandler;
  /** Turns that failed or were cut off. */
  readonly dead: DeadLetters;
  readonly #logger: Logger;
  readonly #inbox: Inbox;
  readonly #turns: Turns;
  readonly #outbox: Outbox;
  readonly #intake: Intake;
  readonly #watermarks: Watermarks;
  readonly #catchUp: CatchUp | undefined;
  readonly #opener: ChatOpener;
  readonly #receiver: Receiver;
  readonly #media: MediaAccess;
  readonly #voiceTranscoder: VoiceTranscoder | undefined;
  readonly #health: HealthMonitor;
  readonly #telemetry: Telemetry | undefined;
  readonly #pollings = new Set<Polling>();
  /** Aborted when nobody waits for sends any more. */
  readonly #closing = createClosing();
  #isClosed = false;

  /** @throws WhatsGateConfigurationError */
  constructor(options: WhatsGateAdapterOptions) {
    const settings = readSettings(options);
    const { logger, channelId, eventActivities } = settings;
    const accounts = new Accounts(settings.accounts);
    const client = createClient(settings);
    const emitter = new ChannelEmitter(logger);
    const sharedStore = isDurable(settings.inbox) ? settings.inbox.store : undefined;
    const sentMessages = new SentMessages(
      sharedStore && { store: sharedStore, async: settings.async, logger },
    );
    const serviceUrl = settings.baseUrl ?? DEFAULT_BASE_URL;
    this.accounts = accounts;
    this.client = client;
    this.emitter = emitter;
    this.serviceUrl = serviceUrl;
    this.#logger = logger;
    this.#inbox = settings.inbox;
    this.dead = withoutCarriers(settings.inbox.dead);
    this.#turns = new Turns(this.#inbox, (key) =>
      logger.warn('A turn was started inside another turn that waits for it; it runs at once.', {
        conversation: maskPhoneNumbers(key),
      }),
    );
    const mediaUrls = createMediaUrls(settings);
    const access = createMediaAccess(settings, client, mediaUrls);
    this.#media = access;
    this.mediaHandler = createMediaHandler({ urls: mediaUrls, access, logger });
    this.#voiceTranscoder = settings.media.voiceTranscoder;
    const media = { access, limits: settings.media, voiceTranscoder: this.#voiceTranscoder };
    const closing = this.#closing.signal;
    const { pacing, presence, typing } = createManners(settings, client, closing);
    const telemetry = createTelemetry(settings, () => this.#outbox.status(), closing);
    this.#telemetry = telemetry;
    const gates = createGates(settings, client, emitter, closing);
    const settlement = createSettlement(settings, client, sentMessages, closing);
    this.#health = new HealthMonitor({
      inbox: this.#inbox,
      emitter,
      whatsappIds: accounts.ids,
      gates,
      outbox: () => this.#outbox.status(),
      lastEventAt: () => this.#intake.lastEventAt,
      isClosed: () => this.#isClosed,
    });
    const choices = createChoices(settings);
    this.#outbox = new Outbox({
      ...settings,
      client,
      accounts,
      media,
      sentMessages,
      typing,
      gates,
      telemetry,
      settlement,
      pacing,
      onFailure: (error) => this.#health.failed(error),
      rendering: settings,
      choices,
    });
    const openByNumber = this.#outbox.openByNumber.bind(this.#outbox);
    this.#opener = new ChatOpener({ ...settings, client, accounts, openByNumber });
    this.proactive = new ProactiveActivities({ accounts, channelId, serviceUrl, opener: this.#opener });
    this.#receiver = new Receiver({
      ...settings,
      tokens: settings.webhookTokens,
      isAccount: (whatsappId) => accounts.find(whatsappId) !== undefined,
    });
    if (settings.webhookTokens.length === 0) {
      logger.warn('webhookToken is false: events are taken from anybody who finds the URL.');
    }
    this.#watermarks = new Watermarks(this.#inbox.store, logger);
    this.#catchUp = createCatchUp(settings, client, this.#watermarks, emitter, (event) =>
      this.#intake.takeInListed(event),
    );
    this.#intake = new Intake({
      inbox: this.#inbox,
      turns: this.#turns,
      accounts,
      notices: new Notices({
        emitter,
        accounts,
        sentMessages,
        receipts: new ToldReceipts(sharedStore, logger),
      }),
      emitter,
      logger,
      rules: {
        journal: this.#inbox.journal,
        settlement,
        retry: settings.turnRetry,
        onInterrupted: settings.onInterrupted,
        logger,
      },
      presence,
      pacing,
      settlement,
      catchUp: this.#catchUp,
      telemetry,
      choices,
      context: { channelId, eventActivities, serviceUrl, severalAccounts: accounts.several, mediaUrls },
    });
  }

  /** Takes a webhook. Resolves when its turn has ended, never rejects, always ends the response. */
  receive(request: WebhookRequest, response: WebhookResponse, run: TurnRunner): Promise<void> {
    const telemetry = this.#telemetry;
    const takeIn: TakeIn = (event) => this.#intake.takeIn(event, run);
    return this.#receiver.receive(
      request,
      response,
      telemetry === undefined
        ? takeIn
        : (event) => telemetry.receive(request.headers, event, () => takeIn(event)),
      // Not what has said nothing, and never will: nothing that a turn sends goes out any more.
      (event) => !this.closing.aborted || this.#intake.hasSpoken(event),
    );
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
    const acceptance = await this.#intake.takeIn(event, run);
    await acceptance.handled;
  }

  /**
   * Polls `events-get` into the same inbox.
   * @throws WhatsGateClosedError after `close`, WhatsGateConfigurationError for a pause or a time that is none.
   */
  poll(run: TurnRunner, options: PollOptions): Polling {
    if (this.#isClosed) throw new WhatsGateClosedError('The adapter is closed and does not poll any more.');
    const polling = startPolling(
      {
        client: this.client,
        whatsappIds: this.accounts.ids,
        watermarks: this.#watermarks,
        logger: this.#logger,
        takeIn: (event) => this.#intake.takeInListed(event, run),
        onError: (error) => this.emitter.emit('error', error),
      },
      options,
    );
    this.#pollings.add(polling);
    return polling;
  }

  /** Sends activities in order; see `Outbox.send`. */
  send(activities: readonly OutboundActivity[], turn: SendingTurn): Promise<SentResource[]> {
    turn.signal ??= this.closing;
    return this.#outbox.send(activities, turn);
  }

  /** Aborted when the channel closes and its grace is over: the signal of turns that no event started. */
  get closing(): AbortSignal {
    return this.#closing.signal;
  }

  /**
   * Runs a turn that no event started, when its conversation is free; see `Turns`.
   * @param how `runAnswer` for what another bot answers.
   * @throws WhatsGateActivityError when the conversation does not tell its account, and whatever the turn throws.
   */
  async runProactive<Result>(
    conversationId: string,
    turn: () => Promise<Result>,
    how: 'run' | 'runAnswer' = 'run',
  ): Promise<Result> {
    const address = this.accounts.locate(conversationId, undefined);
    const unclear =
      'Several accounts are connected and the conversation does not say which one speaks. Use the conversation id of an inbound activity.';
    if (address === undefined) throw new WhatsGateActivityError(unclear);
    const key = turnKey(address);
    const telemetry = this.#telemetry;
    return this.#turns[how](key, telemetry === undefined ? turn : () => telemetry.turn(key, undefined, turn));
  }

  /** Tells of a failure of a turn that reached nobody; see `Intake.reportFailure`. */
  reportFailure(error: unknown): void {
    this.#intake.reportFailure(error);
  }

  /** The conversation with somebody, by WhatsApp id or by phone number; see `ChatOpener.open`. */
  openChat(whatsappId: string, idOrNumber: string): Promise<string> {
    return this.#opener.open(whatsappId, idOrNumber);
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
  ): Promise<Resolve.ResolvedFile> {
    const source = sourceOf(attachment);
    const lacking = 'The attachment has neither content nor a contentUrl that can be read.';
    if (source === undefined) throw new WhatsGateActivityError(lacking);
    const { contentType, name } = attachment;
    // eslint-disable-next-line @typescript-eslint/no-require-imports -- most bots do without it
    const { resolveFile } = require('../media/resolve') as typeof Resolve;
    return resolveFile({ source, contentType, name }, this.#media, signal);
  }

  /** Works on what an earlier process has left in a durable inbox; see `Intake.start`. */
  start(run: TurnRunner): Promise<void> {
    return this.#intake.start(run);
  }

  /** What waits and runs. */
  async status(): Promise<ChannelStatus> {
    return { ...(await this.#inbox.status()), outbox: this.#outbox.status() };
  }

  /** How the adapter is; see `Health`. */
  health(): Promise<Health> {
    return this.#health.read();
  }

  /**
   * Takes nothing new, waits for turns and sends under way, and ends the connections.
   * @param graceMs the longest to wait, in milliseconds.
   * @returns how many turns were not finished by then.
   */
  async close(graceMs = CLOSE_GRACE_MS): Promise<number> {
    this.#isClosed = true;
    const end = Date.now() + graceMs;
    const pollings = [...this.#pollings].map((polling) => polling.stop());
    this.#pollings.clear();
    // They write down how far they came; a store that hangs must not take the time of the turns.
    await waitAtMost(Promise.all([...pollings, this.#catchUp?.stop()]), LAST_WORD_MS);
    const unfinished = await this.#inbox.close(graceMs);
    if (unfinished === 0) await waitAtMost(this.#outbox.idle(), end - Date.now());
    else this.#logger.warn(`Closed with ${unfinished} turns unfinished after ${graceMs} ms.`);
    this.#closing.abort();
    await this.#voiceTranscoder?.close?.();
    this.client.close();
    return unfinished;
  }
}
