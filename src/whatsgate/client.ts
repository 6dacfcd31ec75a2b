import { CommandCaller } from './caller';
import type { WhatsGateClientOptions } from './client-options';
import { readChatId } from './chat-id';
import { formatEventDate } from './date';
import { isRecord, readBoolean, readNumber, readRecords, readText, type JsonRecord } from './json';
import { WhatsGateAnswerError } from './errors';
import { readMessage } from './message';
import { StreamedBody } from './streamed-body';
import type { Chat, EventAction, GatewayMessage, Media, Page, Recipient, SendRequest, Session } from './wire';

/** The answer of `send`: the sent message, or nothing but the gateway's word that it is queued. */
export type SendAnswer =
  { readonly queued: false; readonly message: GatewayMessage } | { readonly queued: true };

/** What `events-get` is asked for; everything is optional. */
export interface EventsQuery {
  /** One account; left out, all of them, also deleted ones. */
  readonly whatsappId?: string;
  /** Lower bound. The gateway knows whole seconds only. */
  readonly since?: Date;
  readonly action?: EventAction;
  /** Events a page, at most 100. Default 10 (the gateway's). */
  readonly pageSize?: number;
  /** From 1. */
  readonly page?: number;
}

/** What `sessions-get` is asked for; everything is optional. */
export interface SessionsQuery {
  readonly whatsappId?: string;
  readonly name?: string;
  readonly status?: string;
  readonly pageSize?: number;
  readonly page?: number;
}

/** A session to be created: linked by QR code, or by a code typed on the phone with `number`. */
export interface NewSession {
  readonly name: string;
  /** Webhook URL; can be set later by `setHook`. */
  readonly callback?: string;
  /** The phone number to link by code, digits only. Left out, the session shows a QR code. */
  readonly number?: string;
}

/**
 * The gateway's commands, each one method. Every method rejects with a `WhatsGateError`:
 * `WhatsGateAuthenticationError`, `WhatsGateRateLimitError`, `WhatsGateApiError`, `WhatsGateAnswerError`,
 * `WhatsGateNetworkError` or `WhatsGateTimeoutError`.
 */
export class WhatsGateClient {
  readonly baseUrl: string;
  readonly #caller: CommandCaller;

  /** @throws WhatsGateConfigurationError when the key is empty or the base URL is none. */
  constructor(options: WhatsGateClientOptions) {
    this.#caller = new CommandCaller(options);
    this.baseUrl = this.#caller.baseUrl;
  }

  /**
   * Sends a message (send page). Synchronous sends give the message with its id; asynchronous ones are
   * queued, and the message follows in a `sent` event.
   * A failure after the request was written carries `maybeDelivered: true` and is never repeated here.
   * A file given as a `ByteSource` is read while the request is written, and again where it is safe to repeat it.
   *
   * @param signal ends the send at once; nobody knows then whether a request that was under way has sent it.
   * @param repeatsUntil ends the repeats alone, and lets a request that is under way come to its end.
   */
  async send(request: SendRequest, signal?: AbortSignal, repeatsUntil?: AbortSignal): Promise<SendAnswer> {
    const data = request.message.media?.data;
    const body = typeof data === 'object' ? new StreamedBody(request, data) : request;
    const answer = await this.#caller.call('send', body, 'sends', signal, repeatsUntil);
    const message = readMessage(answer['result']);
    if (message !== undefined) return { queued: false, message };
    if (readText(answer['result']) === undefined) throw withoutResult('send', 'result', true);
    return { queued: true };
  }

  /** Marks the latest messages of a chat as seen (seen page). */
  async seen(whatsappId: string, recipient: Recipient, signal?: AbortSignal): Promise<void> {
    await this.#caller.call('seen', { WhatsappID: whatsappId, recipient }, 'free', signal);
  }

  /** Shows "typing" to the other side for 15 seconds (typing page). There is no command to stop it. */
  async typing(whatsappId: string, recipient: Recipient, signal?: AbortSignal): Promise<void> {
    await this.#caller.call('typing', { WhatsappID: whatsappId, recipient }, 'free', signal);
  }

  /** Whether a phone number is on WhatsApp. @param number digits only, with country code. */
  async check(whatsappId: string, number: string, signal?: AbortSignal): Promise<boolean> {
    const answer = await this.#caller.call('check', { WhatsappID: whatsappId, number }, 'free', signal);
    const isRegistered = readBoolean(answer['data']);
    if (isRegistered === undefined) throw withoutResult('check', 'result');
    return isRegistered;
  }

  /** All chats of an account (get-chats page); the command knows no paging. */
  async getChats(whatsappId: string, signal?: AbortSignal): Promise<readonly Chat[]> {
    const answer = await this.#caller.call('get-chats', { WhatsappID: whatsappId }, 'free', signal);
    return readRecords(answer['data']).flatMap((chat) => {
      const id = readChatId(chat['id']);
      return id === undefined ? [] : [{ ...chat, id }];
    });
  }

  /** The file of a message, by its long id (get-messagemedia page). */
  async getMessageMedia(whatsappId: string, messageId: string, signal?: AbortSignal): Promise<Media> {
    const body = { WhatsappID: whatsappId, MessageID: messageId };
    return readMedia('get-messagemedia', await this.#caller.call('get-messagemedia', body, 'free', signal));
  }

  /**
   * The file of a received message, by its `mediaKey`.
   * @deprecated by the vendor; use `getMessageMedia`. Kept for messages whose long id is not known.
   */
  async getMedia(whatsappId: string, mediaKey: string, signal?: AbortSignal): Promise<Media> {
    const body = { WhatsappID: whatsappId, mediaKey };
    return readMedia('get-media', await this.#caller.call('get-media', body, 'free', signal));
  }

  /** Past events, as the webhook would have delivered them (events-get page). Read each with `parseEvent`. */
  async getEvents(query: EventsQuery = {}, signal?: AbortSignal): Promise<Page<JsonRecord>> {
    const body = {
      ...(query.whatsappId === undefined ? {} : { WhatsappID: query.whatsappId }),
      ...(query.since === undefined ? {} : { date: formatEventDate(query.since) }),
      ...(query.action === undefined ? {} : { action: query.action }),
      ...pageOf(query),
    };
    return readPage(await this.#caller.call('events-get', body, 'free', signal));
  }

  /** Sets the webhook of an account (set-hook page). An empty URL clears it, as far as is known. */
  async setHook(whatsappId: string, callback: string, signal?: AbortSignal): Promise<void> {
    await this.#caller.call('set-hook', { WhatsappID: whatsappId, callback }, 'free', signal);
  }

  /** Renames a session. The vendor lists the command without a page; the body is an inference. */
  async setName(whatsappId: string, name: string, signal?: AbortSignal): Promise<void> {
    await this.#caller.call('set-name', { WhatsappID: whatsappId, name }, 'free', signal);
  }

  /** Creates a session; a person then links it by QR code or by code (session-create page). */
  async createSession(session: NewSession, signal?: AbortSignal): Promise<Session> {
    const body = {
      name: session.name,
      ...(session.callback === undefined ? {} : { callback: session.callback }),
      ...(session.number === undefined ? {} : { auth_type: 'CODE', number: session.number }),
    };
    return readSession('session-create', await this.#caller.call('session-create', body, 'changes', signal));
  }

  /** Unlinks WhatsApp and deletes the session with its data (session-delete page). */
  async deleteSession(whatsappId: string, signal?: AbortSignal): Promise<Session> {
    const answer = await this.#caller.call('session-delete', { WhatsappID: whatsappId }, 'changes', signal);
    return readSession('session-delete', answer);
  }

  /** The account's active sessions (sessions-get page). */
  async getSessions(query: SessionsQuery = {}, signal?: AbortSignal): Promise<Page<Session>> {
    const body = {
      ...(query.whatsappId === undefined ? {} : { WhatsappID: query.whatsappId }),
      ...(query.name === undefined ? {} : { name: query.name }),
      ...(query.status === undefined ? {} : { status: query.status }),
      ...pageOf(query),
    };
    const page = readPage(await this.#caller.call('sessions-get', body, 'free', signal));
    return { ...page, items: page.items.filter(isSession) };
  }

  /** Ends the connections that the client keeps. Calls under way end by themselves. */
  close(): void {
    this.#caller.close();
  }

  /** Never shows the key, whoever prints the client. */
  toJSON(): { readonly baseUrl: string } {
    return { baseUrl: this.baseUrl };
  }
}

function pageOf(query: { readonly pageSize?: number; readonly page?: number }): object {
  return {
    ...(query.pageSize === undefined ? {} : { page_cnt: query.pageSize }),
    ...(query.page === undefined ? {} : { page: query.page }),
  };
}

function readPage(answer: JsonRecord): Page<JsonRecord> {
  const elements = readNumber(answer['elements']);
  return {
    items: readRecords(answer['data']),
    page: readNumber(answer['page']) ?? 1,
    pages: readNumber(answer['pages']) ?? 1,
    ...(elements === undefined ? {} : { elements }),
  };
}

function readMedia(command: string, answer: JsonRecord): Media {
  const media = answer['media'];
  const data = isRecord(media) ? media['data'] : undefined;
  if (!isRecord(media) || typeof data !== 'string') throw withoutResult(command, 'media');
  const filename = readText(media['filename']);
  return {
    mimetype: readText(media['mimetype']) ?? 'application/octet-stream',
    data,
    ...(filename === undefined ? {} : { filename }),
  };
}

function readSession(command: string, answer: JsonRecord): Session {
  const session = answer['data'];
  if (!isRecord(session) || !isSession(session)) throw withoutResult(command, 'session');
  return session;
}

function isSession(value: JsonRecord): value is Session {
  return typeof value['unique_id'] === 'string';
}

function withoutResult(command: string, missing: string, maybeDelivered = false): WhatsGateAnswerError {
  return new WhatsGateAnswerError(
    `WhatsGate answered '${command}' with success but without the ${missing}.`,
    {
      command,
      status: 200,
      maybeDelivered,
    },
  );
}
