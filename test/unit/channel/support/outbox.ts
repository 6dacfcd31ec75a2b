import { AccountGates } from '../../../../src/channel/account-gates';
import { Accounts, type AccountOptions } from '../../../../src/channel/accounts';
import { Outbox, type OutboxParts } from '../../../../src/channel/outbox';
import { sendingTurnOf, type SendingTurn } from '../../../../src/channel/sending-turn';
import { memoryStore } from '../../../../src/inbox/store';
import { TypingIndicator } from '../../../../src/channel/typing';
import { defaultMediaLimits } from '../../../../src/media/limits';
import { readAll } from '../../../../src/media/opened-source';
import { SentMessages } from '../../../../src/channel/sent-messages';
import { usualRendering } from '../../../../src/activity/outbound';
import type { OutboundActivity } from '../../../../src/activity/types';
import type { SendAnswer } from '../../../../src/whatsgate/client';
import { WhatsGateApiError } from '../../../../src/whatsgate/errors';
import type { Recipient, SendRequest } from '../../../../src/whatsgate/wire';
import { deferred, type Deferred } from '../../inbox/support';
import { RecordingLogger } from './logs';

export const ANNA = '79991112233@c.us';
export const BORIS = '79994445566@c.us';
export const INBOUND_ID = `false_${ANNA}_INBOUND`;

/** A text to a chat. */
export const text = (
  body: string,
  chatId = ANNA,
  more: Partial<OutboundActivity> = {},
): OutboundActivity => ({
  type: 'message',
  text: body,
  conversation: { id: chatId },
  ...more,
});
export const typing = (chatId = ANNA): OutboundActivity => ({ type: 'typing', conversation: { id: chatId } });

/** The turn of a message that somebody wrote. */
export const turnOf = (more: Partial<SendingTurn> = {}): SendingTurn => ({
  ...sendingTurnOf({ id: INBOUND_ID, type: 'message' }),
  ...more,
});

export const apiError = (status: number, message = 'refused'): WhatsGateApiError =>
  new WhatsGateApiError(message, { command: 'send', status });

/** An outbox over a gateway that sends at once, unless a test holds or fails a text. */
export class OutboxBench {
  readonly requests: SendRequest[] = [];
  readonly typings: { readonly whatsappId: string; readonly recipient: Recipient }[] = [];
  readonly logger = new RecordingLogger();
  readonly sentMessages = new SentMessages();
  readonly outbox: Outbox;
  typingFails = false;
  readonly #held = new Map<string, Deferred<void>>();

  constructor(
    parts: Partial<OutboxParts> = {},
    accounts: readonly AccountOptions[] = [{ whatsappId: 'shop' }],
  ) {
    const typing = (whatsappId: string, recipient: Recipient): Promise<void> => {
      this.typings.push({ whatsappId, recipient });
      return this.typingFails ? Promise.reject(new Error('no typing')) : Promise.resolve();
    };
    this.outbox = new Outbox({
      client: { send: (request) => this.#send(request) },
      typing: new TypingIndicator({ typing }, this.logger),
      accounts: new Accounts(accounts),
      media: {
        access: {
          fetchUrl: () => Promise.reject(new Error('nothing is fetched here')),
          fetchFromGateway: () => Promise.reject(new Error('nothing is fetched here')),
          maximumBytes: 1000,
        },
        limits: defaultMediaLimits,
      },
      sentMessages: this.sentMessages,
      logger: this.logger,
      gates: new AccountGates({
        client: { getSessions: () => Promise.reject(new Error('nobody is asked here')) },
        store: memoryStore(10),
        isShared: false,
        logger: this.logger,
        timeoutMs: 0,
        closing: new AbortController().signal,
      }),
      outboxCapacity: 1000,
      quoteReplies: 'always',
      async: false,
      rendering: usualRendering,
      ...parts,
    });
  }

  /** What the gateway answers, or fails with. */
  answer: (request: SendRequest) => SendAnswer = ({ recipient, message }) => ({
    queued: false,
    message: {
      id: sentId(message.body ?? 'file', 'id' in recipient ? recipient.id : `${recipient.number}@c.us`),
    },
  });

  /** Keeps the send of a text under way until it is released. */
  hold(body: string): Deferred<void> {
    const gate = deferred();
    this.#held.set(body, gate);
    return gate;
  }

  /** The texts that were sent, in order. */
  get bodies(): unknown[] {
    return this.requests.map(({ message }) => message.body);
  }

  async #send(request: SendRequest): Promise<SendAnswer> {
    this.requests.push(typeof request.message.media?.data === 'object' ? await written(request) : request);
    await this.#held.get(request.message.body ?? '')?.promise;
    return this.answer(request);
  }
}

/** A request the way it arrives: with the file as base64. */
async function written(request: SendRequest): Promise<SendRequest> {
  const { media } = request.message;
  if (typeof media?.data !== 'object') return request;
  const data = (await readAll(media.data)).toString('base64');
  return { ...request, message: { ...request.message, media: { ...media, data } } };
}

/** The id that the gateway of the bench gives a text. */
export function sentId(body: string, chatId = ANNA): string {
  return `true_${chatId}_${body.replace(/\W/g, '')}`;
}
