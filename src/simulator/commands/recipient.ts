import type { Gateway } from '../gateway';
import { isJsonObject, type JsonObject } from '../json';
import { badRequest, optionalText } from './command';

/** Ids of people (phone or hidden) and of groups; the part before the @ is opaque (send page, "Recipient"). */
const CHAT_ID = /^[^@\s]+@(?:c\.us|g\.us|lid)$/;

function fromId(gateway: Gateway, id: string): string {
  if (CHAT_ID.test(id)) return id;
  throw badRequest(gateway, `recipient.id looks like 79991112233@c.us or AA11223344@g.us, not like ${id}.`);
}

function fromNumber(gateway: Gateway, number: string, type: string): string {
  if (type !== 'contact' && type !== 'group') {
    throw badRequest(gateway, `recipient.type is contact or group, not ${type}.`);
  }
  if (gateway.assumptions.numberMayHoldId && CHAT_ID.test(number)) return number;
  if (type === 'group') return fromId(gateway, `${number}@g.us`);
  return `${phoneNumber(gateway, number, 'recipient.number')}@c.us`;
}

/** A phone number as the gateway wants it: digits only, with the country code (reference 7). */
export function phoneNumber(gateway: Gateway, text: string, field: string): string {
  const number = gateway.assumptions.numberWithPlus === 'strip' ? text.replace(/^\+/, '') : text;
  if (/^\d+$/.test(number)) return number;
  throw badRequest(gateway, `${field} is a phone number with country code, digits only.`);
}

/** The chat that a `recipient` object names (send page, "Recipient"). */
export function recipientChatId(gateway: Gateway, body: JsonObject): string {
  const recipient = body['recipient'];
  if (!isJsonObject(recipient)) throw badRequest(gateway, 'recipient is required and is an object.');
  const id = optionalText(gateway, recipient, 'id');
  const number = optionalText(gateway, recipient, 'number');
  const type = optionalText(gateway, recipient, 'type') ?? 'contact';
  const idDecides = number === undefined || gateway.assumptions.recipientBothGiven === 'id';
  if (id !== undefined && idDecides) return fromId(gateway, id);
  if (number !== undefined) return fromNumber(gateway, number, type);
  throw badRequest(gateway, 'recipient needs an id or a number.');
}
