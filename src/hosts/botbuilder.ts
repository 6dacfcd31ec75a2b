import './botbuilder-installed';
import {
  ActivityTypes,
  BotAdapter,
  BotCallbackHandlerKey,
  INVOKE_RESPONSE_KEY,
  type TurnContext,
  type Activity,
  type ConversationParameters,
  type ConversationReference,
  type ResourceResponse,
} from 'botbuilder';
import { mayHaveEntries, WhatsGateTurnContext } from './botbuilder-context';
import { isOtherBot } from './other-bot';
import type { WhatsGateClient } from '../whatsgate/client';
import { WhatsGateActivityError, WhatsGateUnsupportedError } from '../whatsgate/errors';
import { WhatsGateChannel, type ChannelStatus } from '../channel/channel';
import type { ChannelEvents } from '../channel/events';
import type { Health } from '../channel/health';
import type { TurnRunner } from '../channel/intake';
import type { ProactiveActivity } from '../channel/proactive';
import { sendingTurnOf, type SendingTurn } from '../channel/sending-turn';
import type { PollOptions, Polling } from '../channel/poller';
import type { StoredReference } from '../channel/reference';
import type { WhatsGateAdapterOptions } from '../channel/settings';
import type { WebhookRequest, WebhookResponse } from '../channel/webhook-http';
import { TurnSignalKey } from '../channel/turn-record';
import type { DeadLetters } from '../inbox/dead-letters';
import type { MediaHandler } from '../media/media-route';
import type { ResolvedFile } from '../media/resolve';
import type { AttachmentBytes } from '../media/source';

/** A bot's logic: what `ActivityHandler.run` or `AgentApplication.run` is called in. */
export type BotLogic = (context: TurnContext) => Promise<void>;

/** Claims, as skills have them. Their class is not exported by the SDK, so its type is taken from where it is used. */
type ClaimsIdentity = Parameters<BotAdapter['continueConversationAsync']>[0];

const SENDING_TURN = Symbol('botbuilder-adapter-whatsgate.sending-turn');
/** The same by the activity, while the turn goes on: the SDK copies contexts without their `turnState`. */
const SENDING_TURNS = new WeakMap<object, SendingTurn>();

/**
 * A Bot Framework adapter for WhatsApp through WhatsGate.
 *
 * @example
 * const adapter = new WhatsGateAdapter({ apiKey, whatsappId, webhookToken });
 * server.post('/api/whatsgate/:token', async (req, res) => adapter.process(req, res, (context) => bot.run(context)));
 */
export class WhatsGateAdapter extends BotAdapter {
  readonly #channel: WhatsGateChannel;

  /** @throws WhatsGateConfigurationError naming every option that is wrong. */
  constructor(options: WhatsGateAdapterOptions) {
    super();
    this.#channel = new WhatsGateChannel(options);
  }

  /** The gateway's commands, on the same connection, key and limits. */
  get client(): WhatsGateClient {
    return this.#channel.client;
  }

  /**
   * Takes a webhook, runs the bot's logic on it and acknowledges it. Works with the requests and responses of
   * restify, express and `node:http`, with or without a body parser, and with Fastify's raw ones (its parser has read
   * the body, so hand it over: `Object.assign(request.raw, { body: request.body })`).
   *
   * Resolves when the turn has ended, which may be after the answer. Never rejects: what the bot throws goes to
   * `onTurnError`, and what that throws to the `error` event and the log.
   */
  process(request: WebhookRequest, response: WebhookResponse, logic: BotLogic): Promise<void> {
    return this.#channel.receive(request, response, this.#runner(logic));
  }

  /**
   * Runs the bot's logic on an event that came by other ways than HTTP, such as a queue of your own.
   *
   * @param payload the event object, as the webhook would bring it.
   * @throws WhatsGateActivityError when it is no event of a connected account.
   */
  processEvent(payload: unknown, logic: BotLogic): Promise<void> {
    return this.#channel.accept(payload, this.#runner(logic));
  }

  /** Asks the gateway for events instead of waiting for webhooks: no public URL is needed. Repeats are recognised. */
  poll(logic: BotLogic, options: PollOptions = {}): Polling {
    return this.#channel.poll(this.#runner(logic), options);
  }

  /**
   * Sends activities in order; called by TurnContext.
   *
   * @returns one response per activity: `id` is the long id of its first message (empty when nothing was sent),
   * `ids` holds all of them when there are several.
   * @throws WhatsGateError with `sentIds` and `maybeDelivered`.
   */
  override sendActivities(
    context: TurnContext,
    activities: Partial<Activity>[],
  ): Promise<ResourceResponse[]> {
    for (const activity of activities) {
      if (activity.type === ActivityTypes.InvokeResponse)
        context.turnState.set(INVOKE_RESPONSE_KEY, activity);
    }
    return this.#channel.send(activities, sendingTurnIn(context));
  }

  /** Always rejects: WhatsGate has no command to edit a message. */
  override updateActivity(): Promise<never> {
    return Promise.reject(
      new WhatsGateUnsupportedError(
        'WhatsGate cannot edit a message that was sent. Send a new one that quotes it.',
      ),
    );
  }

  /** Always rejects: WhatsGate has no command to delete a message. */
  override deleteActivity(): Promise<never> {
    return Promise.reject(new WhatsGateUnsupportedError('WhatsGate cannot delete a message that was sent.'));
  }

  /**
   * Runs logic in a conversation that somebody has had with the bot before, when that conversation is free.
   * References that the Agents SDK has stored work as well.
   */
  override continueConversation(reference: Partial<ConversationReference>, logic: BotLogic): Promise<void> {
    return this.#continue(undefined, reference, undefined, logic);
  }

  /**
   * The same, as newer bots call it.
   * @param identity an app id, which is not used and may be empty, or claims, which are put where skills look for them.
   */
  override continueConversationAsync(
    identity: string | ClaimsIdentity,
    reference: Partial<ConversationReference>,
    logic: BotLogic,
  ): Promise<void>;
  /** The same with an audience, which becomes the OAuth scope of the turn. */
  override continueConversationAsync(
    identity: string | ClaimsIdentity,
    reference: Partial<ConversationReference>,
    audience: string,
    logic: BotLogic,
  ): Promise<void>;
  override continueConversationAsync(
    identity: string | ClaimsIdentity,
    reference: Partial<ConversationReference>,
    audienceOrLogic: string | BotLogic,
    maybeLogic?: BotLogic,
  ): Promise<void> {
    const logic = typeof audienceOrLogic === 'function' ? audienceOrLogic : maybeLogic;
    const audience = typeof audienceOrLogic === 'string' ? audienceOrLogic : undefined;
    if (logic === undefined) {
      return Promise.reject(
        new WhatsGateActivityError('continueConversationAsync was called without logic to run.'),
      );
    }
    return this.#continue(identity, reference, audience, logic);
  }

  /**
   * Writes to somebody first. `parameters.members[0].id` is a WhatsApp id or a phone number with country code;
   * `parameters.bot.id` names the account where there are several; `parameters.activity`, if given, is sent.
   * Then the logic runs, in a turn of that conversation. App id, channel, service URL and audience are not used.
   *
   * @throws WhatsGateActivityError when nobody is named, or (option `checkNumbers`) the number is not on WhatsApp.
   */
  override async createConversationAsync(
    _botAppId: string,
    _channelId: string,
    _serviceUrl: string,
    audience: string,
    parameters: ConversationParameters,
    logic: BotLogic,
  ): Promise<void> {
    const activity = await this.#channel.proactive.creating(parameters);
    await this.#runProactive(activity, undefined, audience, async (context) => {
      if (parameters.activity !== undefined) await context.sendActivity(parameters.activity);
      await logic(context);
    });
  }

  /**
   * The bytes of an attachment that the bot was given, with their real type and a safe name.
   * @throws WhatsGateError when they cannot be had.
   */
  downloadAttachment(
    attachment: AttachmentBytes & { readonly contentType?: string; readonly name?: string },
    signal?: AbortSignal,
  ): Promise<ResolvedFile> {
    return this.#channel.download(attachment, signal);
  }

  /**
   * A route that serves inbound files, for `server.get('/api/media/:token', adapter.mediaHandler())`. Attachments
   * carry its URLs when the option `media.publicUrl` tells where the internet reaches it.
   */
  mediaHandler(): MediaHandler {
    return this.#channel.mediaHandler;
  }

  /** Calls `listener` at every event of this name; see `ChannelEvents`. */
  on<Name extends keyof ChannelEvents>(name: Name, listener: (...values: ChannelEvents[Name]) => void): this {
    this.#channel.emitter.on(name, listener);
    return this;
  }

  /** Calls `listener` at the next event of this name. */
  once<Name extends keyof ChannelEvents>(
    name: Name,
    listener: (...values: ChannelEvents[Name]) => void,
  ): this {
    this.#channel.emitter.once(name, listener);
    return this;
  }

  /** Stops calling `listener`. */
  off<Name extends keyof ChannelEvents>(
    name: Name,
    listener: (...values: ChannelEvents[Name]) => void,
  ): this {
    this.#channel.emitter.off(name, listener);
    return this;
  }

  /** The turns that failed or were cut off: listed, looked at, run again or dropped. */
  get dead(): DeadLetters {
    return this.#channel.dead;
  }

  /** Works on what an earlier process left in a durable inbox. Without it, that begins with the first event. */
  start(logic: BotLogic): Promise<void> {
    return this.#channel.start(this.#runner(logic));
  }

  /** How much waits and runs. */
  status(): Promise<ChannelStatus> {
    return this.#channel.status();
  }

  /** Whether the adapter lives and can take events, and why not: for probes. Never rejects. */
  health(): Promise<Health> {
    return this.#channel.health();
  }

  /**
   * Takes nothing new, lets turns and sends under way finish, and ends the connections. Webhooks that come
   * meanwhile are answered 503, so that the gateway repeats them.
   *
   * @param graceMs the longest to wait, in milliseconds. Default 30,000.
   * @returns how many turns were not finished by then.
   */
  close(graceMs?: number): Promise<number> {
    return this.#channel.close(graceMs);
  }

  /**
   * Runs middleware and then the logic, with a context that cannot be used any more once the turn has ended.
   *
   * As the SDK does it, but for two things. Its own is a generator function made anew for each turn: V8 puts the
   * hidden class of each among the old objects, where it keeps all that the turn has touched from being collected
   * young. And it takes the context away by a revocable proxy, through which everything that a bot asks a context for
   * goes; ours end by themselves, and say so.
   */
  protected override async runMiddleware(context: TurnContext, next: BotLogic): Promise<void> {
    const { activity } = context;
    if (activity.locale) context.locale = activity.locale;
    try {
      await (hasMiddleware(this.middleware)
        ? this.middleware.run(context, () => next(context))
        : next(context));
    } catch (error) {
      // The SDK's type does not say that a bot need not set it.
      const handler = this.onTurnError as BotAdapter['onTurnError'] | undefined;
      if (!handler) throw error;
      await handler.call(this, context, error as Error);
    } finally {
      SENDING_TURNS.delete(activity);
      if (context instanceof WhatsGateTurnContext) context.end();
    }
  }

  #runner(logic: BotLogic): TurnRunner {
    return (inbound, turn) => {
      // The structural type is narrower than the SDK's, which wants fields that no channel fills.
      const context = new WhatsGateTurnContext(this, inbound);
      context.turnState.set(BotCallbackHandlerKey, logic);
      context.turnState.set(SENDING_TURN, turn);
      SENDING_TURNS.set(inbound, turn);
      context.turnState.set(TurnSignalKey, turn.signal);
      return this.runMiddleware(context, logic);
    };
  }

  async #continue(
    identity: string | ClaimsIdentity | undefined,
    reference: StoredReference & Partial<ConversationReference>,
    audience: string | undefined,
    logic: BotLogic,
  ): Promise<void> {
    await this.#runProactive(this.#channel.proactive.continuing(reference), identity, audience, logic);
  }

  #runProactive(
    activity: ProactiveActivity,
    identity: string | ClaimsIdentity | undefined,
    audience: string | undefined,
    logic: BotLogic,
  ): Promise<void> {
    const run = async (): Promise<void> => {
      const context = new WhatsGateTurnContext(this, activity);
      if (typeof identity === 'object') context.turnState.set(this.BotIdentityKey, identity);
      if (audience !== undefined) context.turnState.set(this.OAuthScopeKey, audience);
      context.turnState.set(BotCallbackHandlerKey, logic);
      context.turnState.set(TurnSignalKey, this.#channel.closing);
      await this.runMiddleware(context, logic);
    };
    return this.#channel.runProactive(
      activity.conversation.id,
      run,
      isAnswer(identity) ? 'runAnswer' : 'run',
    );
  }
}

/** Whether a turn is started with what a skill answers. */
function isAnswer(identity: string | ClaimsIdentity | undefined): boolean {
  // Bots in JavaScript may give `null`, or an object of their own.
  const given = identity as Partial<ClaimsIdentity> | string | null | undefined;
  if (typeof given !== 'object' || !Array.isArray(given?.claims)) return false;
  return isOtherBot(Object.fromEntries(given.claims.map(({ type, value }) => [type, value])));
}

/** Whether there is anything to run before the logic. */
function hasMiddleware(set: object): boolean {
  const { middleware } = set as { readonly middleware?: unknown };
  return mayHaveEntries(middleware);
}

/** What the outbox has to know of a turn; read before anything is awaited, because a turn may end meanwhile. */
function sendingTurnIn(context: TurnContext): SendingTurn {
  const known = context.turnState.get<SendingTurn | undefined>(SENDING_TURN);
  if (known !== undefined) return known;
  const turn = SENDING_TURNS.get(context.activity) ?? sendingTurnOf(context.activity);
  context.turnState.set(SENDING_TURN, turn);
  return turn;
}
