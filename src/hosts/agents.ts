import './agents-installed';
import { ActivityTypes, type Activity, type ConversationReference } from '@microsoft/agents-activity';
import {
  CloudAdapter,
  INVOKE_RESPONSE_KEY,
  TurnContext,
  type ResourceResponse,
} from '@microsoft/agents-hosting';
import { WhatsGateChannel, type ChannelStatus } from '../channel/channel';
import type { ChannelEvents } from '../channel/events';
import type { Health } from '../channel/health';
import type { TurnRunner } from '../channel/intake';
import type { PollOptions, Polling } from '../channel/poller';
import type { ProactiveActivity } from '../channel/proactive';
import type { StoredReference } from '../channel/reference';
import { sendingTurnOf, type SendingTurn } from '../channel/sending-turn';
import type { WhatsGateAdapterOptions } from '../channel/settings';
import { TurnSignalKey } from '../channel/turn-record';
import type { WebhookRequest, WebhookResponse } from '../channel/webhook-http';
import type { DeadLetters } from '../inbox/dead-letters';
import type { MediaHandler } from '../media/media-route';
import type { ResolvedFile } from '../media/resolve';
import type { AttachmentBytes } from '../media/source';
import type { WhatsGateClient } from '../whatsgate/client';
import { WhatsGateUnsupportedError } from '../whatsgate/errors';
import { toAgentsActivity } from './agents-activity';
import { createRefusingConnections, NO_IDENTITY } from './agents-connections';
import { InnerTurns, type SwallowedFailure } from './agents-inner-turns';
import { isOtherBot } from './other-bot';
import { toWebhookResponse, type AgentsResponse } from './agents-response';

/** A bot's logic: what `AgentApplication.run` or `ActivityHandler.run` is called in. */
export type BotLogic = (context: TurnContext) => Promise<void>;

/** Claims of a caller. Their type is of a package that the SDK uses, so it is taken from where it is used. */
type Identity = TurnContext['identity'];

/** What is asked for when a bot writes first. */
type ConversationParameters = Parameters<CloudAdapter['createConversationAsync']>[4];

/** As the text that it is: the type of an activity may be any text. */
const INVOKE_RESPONSE: string = ActivityTypes.InvokeResponse;
const SENDING_TURN = Symbol('botbuilder-adapter-whatsgate.sending-turn');
const OUTER_TURN = Symbol('botbuilder-adapter-whatsgate.outer-turn');
const UNHANDLED = Symbol('botbuilder-adapter-whatsgate.unhandled-failure');

/**
 * An adapter of the Microsoft 365 Agents SDK for WhatsApp through WhatsGate. It is a `CloudAdapter` because
 * `AgentApplication` takes no other; it takes nothing from Azure Bot Service, and asks for no token.
 *
 * @example
 * const adapter = new WhatsGateAdapter({ apiKey, whatsappId, webhookToken });
 * const app = new AgentApplication({ adapter, storage: new MemoryStorage() });
 * server.post('/api/whatsgate/:token', async (req, res) => adapter.process(req, res, (context) => app.run(context)));
 */
export class WhatsGateAdapter extends CloudAdapter {
  readonly #channel: WhatsGateChannel;
  readonly #innerTurns = new InnerTurns();

  /** @throws WhatsGateConfigurationError naming every option that is wrong. */
  constructor(options: WhatsGateAdapterOptions) {
    super({ ...NO_IDENTITY });
    this.#channel = new WhatsGateChannel(options);
    this.connectionManager = createRefusingConnections();
    // The SDK's own handler writes two English sentences to the person.
    this.onTurnError = (context, error) => {
      context.turnState.set(UNHANDLED, { error } satisfies SwallowedFailure);
      return Promise.reject(error);
    };
  }

  /** The gateway's commands, on the same connection, key and limits. */
  get client(): WhatsGateClient {
    return this.#channel.client;
  }

  /**
   * Takes a webhook, runs the bot's logic on it and acknowledges it. Works with the requests and responses of
   * express, restify and `node:http`, with or without a body parser, and with Fastify's raw ones (its parser has read
   * the body, so hand it over: `Object.assign(request.raw, { body: request.body })`). An Activity is refused:
   * anybody could send one.
   *
   * Resolves when the turn has ended, which may be after the answer. Never rejects: what the bot throws goes to
   * `onTurnError`, and what that throws to the `error` event and the log.
   */
  override process(
    request: WebhookRequest,
    response: WebhookResponse | AgentsResponse,
    logic: BotLogic,
  ): Promise<void> {
    return this.#channel.receive(request, toWebhookResponse(response), this.#runner(logic));
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
  override sendActivities(context: TurnContext, activities: Activity[]): Promise<ResourceResponse[]> {
    for (const activity of activities) {
      if (activity.type === INVOKE_RESPONSE) context.turnState.set(INVOKE_RESPONSE_KEY, activity);
    }
    return this.#channel.send(activities, sendingTurnIn(context));
  }

  /** Always rejects: WhatsGate has no command to edit a message. */
  override updateActivity(): Promise<never> {
    return unsupported('WhatsGate cannot edit a message that was sent. Send a new one that quotes it.');
  }

  /** Always rejects: WhatsGate has no command to delete a message. */
  override deleteActivity(): Promise<never> {
    return unsupported('WhatsGate cannot delete a message that was sent.');
  }

  /**
   * Runs logic in a conversation that somebody has had with the bot before, when that conversation is free.
   * References that botbuilder has stored work as well.
   *
   * @param identity an app id, which is not used and may be empty, or claims, which become the identity of the turn.
   */
  override continueConversation(
    identity: string | Identity,
    reference: StoredReference & Partial<ConversationReference>,
    logic: BotLogic,
  ): Promise<void> {
    return this.#runProactive(() => this.#channel.proactive.continuing(reference), identity, logic);
  }

  /**
   * Writes to somebody first. `parameters.members[0].id` is a WhatsApp id or a phone number with country code;
   * `parameters.agent.id` names the account where there are several; `parameters.activity`, if given, is sent.
   * Then the logic runs, in a turn of that conversation. Channel, service URL and audience are not used.
   *
   * @throws WhatsGateActivityError when nobody is named, or (option `checkNumbers`) the number is not on WhatsApp.
   */
  override createConversationAsync(
    agentAppId: string,
    _channelId: string,
    _serviceUrl: string,
    _audience: string,
    parameters: Partial<ConversationParameters>,
    logic: BotLogic,
  ): Promise<void> {
    const { members, agent, channelData, activity } = parameters;
    const opening = {
      members: members?.map(({ id = '', name }) => ({ id, name })),
      bot: agent,
      channelData,
    };
    return this.#runProactive(
      () => this.#channel.proactive.creating(opening),
      agentAppId,
      async (context) => {
        if (activity !== undefined) await context.sendActivity(activity);
        await logic(context);
      },
    );
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

  /** Always rejects: files are sent as attachments of an activity. */
  override uploadAttachment(): Promise<never> {
    return unsupported('WhatsGate keeps no files for a bot. Send the file as an attachment of an activity.');
  }

  /**
   * A route that serves inbound files, for `server.get('/api/media/:token', adapter.mediaHandler())`. Attachments
   * carry its URLs when the option `media.publicUrl` tells where the internet reaches it.
   */
  mediaHandler(): MediaHandler {
    return this.#channel.mediaHandler;
  }

  /** Always rejects: see `downloadAttachment`. */
  override getAttachmentInfo(): Promise<never> {
    return unsupported('Attachments of WhatsGate have no id. Use adapter.downloadAttachment(attachment).');
  }

  /** Always rejects: see `downloadAttachment`. */
  override getAttachment(): Promise<never> {
    return unsupported('Attachments of WhatsGate have no id. Use adapter.downloadAttachment(attachment).');
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

  #runner(logic: BotLogic): TurnRunner {
    const throwing = throwingErrors(logic);
    return async (inbound, turn) => {
      const identity: Identity = { aud: inbound.channelData.whatsgate.whatsappId };
      const context = new TurnContext(this, toAgentsActivity(inbound), identity);
      context.turnState.set(SENDING_TURN, turn);
      context.turnState.set(TurnSignalKey, turn.signal);
      const swallowed = await this.#innerTurns.run(identity, inbound.conversation.id, turn, () =>
        this.runMiddleware(context, throwing),
      );
      if (swallowed !== undefined) throw swallowed.error;
    };
  }

  async #runProactive(
    makeActivity: () => ProactiveActivity | Promise<ProactiveActivity>,
    given: string | Identity,
    logic: BotLogic,
  ): Promise<void> {
    const source = await makeActivity();
    const conversationId = source.conversation.id;
    const run = (outer: SendingTurn | undefined): Promise<SwallowedFailure | undefined> => {
      // An object of its own: the claims may be shared by many turns, and this one must be told from them.
      const identity: Identity = this.#identityOf(given, conversationId);
      const context = new TurnContext(this, toAgentsActivity(source), identity);
      context.turnState.set(TurnSignalKey, outer?.signal ?? this.#channel.closing);
      if (outer !== undefined) context.turnState.set(OUTER_TURN, outer);
      return this.#innerTurns.run(identity, conversationId, outer, async () => {
        await this.runMiddleware(context, throwingErrors(logic));
        // For long-running messages the SDK runs onTurnError itself, and tells nobody when that fails.
        return context.turnState.get<SwallowedFailure | undefined>(UNHANDLED);
      });
    };
    const how = isOtherBot({ ...(typeof given === 'object' ? given : {}) }) ? 'runAnswer' : 'run';
    const inner = typeof given === 'object' ? this.#innerTurns.start(given, conversationId, run) : undefined;
    if (inner !== undefined) await inner;
    else {
      const swallowed = await this.#channel.runProactive(conversationId, () => run(undefined), how);
      if (swallowed !== undefined) this.#channel.reportFailure(swallowed.error);
    }
  }

  #identityOf(given: string | Identity, conversationId: string): Identity {
    if (typeof given === 'object') return { ...given };
    return { aud: given || (this.#channel.accounts.locate(conversationId, undefined)?.whatsappId ?? '') };
  }
}

/** What the outbox has to know of a turn; read before anything is awaited, because a turn may end meanwhile. */
function sendingTurnIn(context: TurnContext): SendingTurn {
  const known = context.turnState.get<SendingTurn | undefined>(SENDING_TURN);
  if (known !== undefined) return known;
  const { activity } = context;
  // A long-running message is carried on by a turn that is given the activity of the first one.
  const outer = context.turnState.get<SendingTurn | undefined>(OUTER_TURN);
  const isCarriedOn = outer?.inboundId !== undefined && outer.inboundId === activity.id;
  // What another one says is not in the record of the first, which must not run again after that.
  if (!isCarriedOn) outer?.record?.noteInnerTurn();
  const turn = isCarriedOn ? outer : sendingTurnOf(activity, undefined, undefined, outer?.signal);
  context.turnState.set(SENDING_TURN, turn);
  return turn;
}

/** The SDK gives only errors to `onTurnError`; anything else that is thrown would be replaced by an error of its own. */
function throwingErrors(logic: BotLogic): BotLogic {
  return async (context) => {
    try {
      await logic(context);
    } catch (thrown) {
      if (thrown instanceof Error) throw thrown;
      throw new Error(`The bot threw a value of type ${typeof thrown} instead of an error.`, {
        cause: thrown,
      });
    }
  };
}

function unsupported(sentence: string): Promise<never> {
  return Promise.reject(new WhatsGateUnsupportedError(sentence));
}
