import { isRecord, readText, type JsonRecord } from '../whatsgate/json';
import { OUTGOING_MESSAGE_TYPES, type OutgoingMessageType, type Recipient } from '../whatsgate/wire';
import { digitsOf } from './recipient';
import type { OutboundActivity } from './types';

/**
 * What a bot may set in `channelData.whatsgate` of an activity that it sends.
 *
 * @example
 * await context.sendActivity({ text: 'No quote this time.', channelData: { whatsgate: { quote: false } } });
 */
export interface OutboundChannelData {
  /** The long id to quote, or `false` for no quote. Wins over `replyToId` and the option `quoteReplies`. */
  readonly quote?: string | false;
  /** How the files of this activity are sent, whatever their media type says. */
  readonly type?: Exclude<OutgoingMessageType, 'text'>;
  /** Who receives it, instead of the conversation. */
  readonly recipient?: Recipient;
  /** The account that sends it, where an adapter has several and the conversation does not tell. */
  readonly whatsappId?: string;
}

/** What was found there, and what was there but makes no sense (for the debug log). */
export interface ReadOutboundChannelData {
  readonly wishes: OutboundChannelData;
  readonly ignored: readonly string[];
  /** Whether a recipient is given that cannot be read: what is meant for them must not go to the conversation. */
  readonly namesNobody?: boolean;
}

const NO_WISHES: ReadOutboundChannelData = { wishes: {}, ignored: [] };

/** Reads `channelData.whatsgate`; a field of the wrong form is passed over, not an error. */
export function readOutboundChannelData(activity: OutboundActivity): ReadOutboundChannelData {
  const data = isRecord(activity.channelData) ? activity.channelData['whatsgate'] : undefined;
  if (!isRecord(data)) return NO_WISHES;
  const quote: string | false | undefined = data['quote'] === false ? false : readText(data['quote']);
  const type = OUTGOING_MESSAGE_TYPES.find((known) => known === data['type'] && known !== 'text');
  const recipient = readRecipient(data['recipient']);
  const whatsappId = readText(data['whatsappId']);
  const wishes: OutboundChannelData = {
    ...(quote === undefined ? {} : { quote }),
    ...(type === undefined || type === 'text' ? {} : { type }),
    ...(recipient === undefined ? {} : { recipient }),
    ...(whatsappId === undefined ? {} : { whatsappId }),
  };
  const namesNobody =
    recipient === undefined && data['recipient'] !== undefined && data['recipient'] !== null;
  return { wishes, ignored: ignoredFields(data, wishes), ...(namesNobody ? { namesNobody } : {}) };
}

/** Fields of an inbound activity that come along when a bot sends back what it got; they mean nothing here. */
const INBOUND_FIELDS: ReadonlySet<string> = new Set(['action', 'eventId', 'message', 'media']);

function ignoredFields(data: JsonRecord, wishes: object): string[] {
  return Object.keys(data)
    .filter((field) => !Object.hasOwn(wishes, field) && !INBOUND_FIELDS.has(field))
    .map((field) => `channelData.whatsgate.${field}`);
}

function readRecipient(value: unknown): Recipient | undefined {
  if (!isRecord(value)) return undefined;
  const id = readText(value['id']);
  if (id !== undefined) return { id };
  const number = typeof value['number'] === 'number' ? String(value['number']) : readText(value['number']);
  if (number === undefined) return undefined;
  if (value['type'] === 'group') return { number, type: 'group' };
  // The gateway takes digits alone.
  return { number: digitsOf(number) ?? number, type: 'contact' };
}
