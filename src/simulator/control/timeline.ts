import type { AttemptUnderWay } from '../attempts';
import type { DeliveryAttempt } from '../delivery';
import type { SimulatedEvent } from '../events';
import type { Gateway } from '../gateway';
import { isJsonObject, parseForRecord } from '../json';
import type { RequestRecord } from '../requests';
import type { EntryDetail, EntryView } from './wire';

const EXCERPT_LENGTH = 400;
/** The longest text inside a body that is shown without being asked for: files are longer. */
const LONGEST_TEXT = 2000;

function shorten(value: unknown, longest: number): unknown {
  if (typeof value === 'string') {
    if (value.length <= longest) return value;
    return `${value.slice(0, longest)}… (${value.length - longest} characters more)`;
  }
  if (Array.isArray(value)) return value.map((item) => shorten(item, longest));
  if (!isJsonObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, shorten(item, longest)]));
}

function excerptOf(body: unknown): string {
  const text = typeof body === 'string' ? body : JSON.stringify(shorten(body, EXCERPT_LENGTH));
  return text.slice(0, EXCERPT_LENGTH);
}

/** The message that a request is about: the one that it sent, or the one that it names. */
function messageOf({ messageId, body }: RequestRecord): string | undefined {
  if (messageId !== undefined) return messageId;
  const named = isJsonObject(body) ? body['MessageID'] : undefined;
  return typeof named === 'string' ? named : undefined;
}

/** An API request as an entry. */
export function requestEntry(record: RequestRecord): EntryView {
  const { number, command, body, startedAt, status, durationMs, fault } = record;
  const messageId = messageOf(record);
  const account = isJsonObject(body) ? body['WhatsappID'] : undefined;
  return {
    id: `r${number}`,
    kind: 'api',
    name: command,
    at: startedAt,
    isPending: durationMs === undefined,
    excerpt: excerptOf(body),
    ...(typeof account === 'string' ? { account } : {}),
    ...(messageId === undefined ? {} : { messageId }),
    ...(status === undefined ? {} : { status }),
    ...(durationMs === undefined ? {} : { durationMs }),
    ...(fault === undefined ? {} : { fault }),
  };
}

/** A webhook request as an entry, whether it has ended or not. */
export function attemptEntry(attempt: DeliveryAttempt | AttemptUnderWay): EntryView {
  const { number, account, action, messageId, eventId, startedAt, requestBody, status, fault, error } =
    attempt;
  const ended =
    'acknowledged' in attempt
      ? { durationMs: attempt.durationMs, isAcknowledged: attempt.acknowledged }
      : undefined;
  return {
    id: `w${number}`,
    kind: 'webhook',
    name: action ?? 'any body',
    at: startedAt,
    isPending: ended === undefined,
    account,
    attempt: attempt.attempt,
    excerpt: excerptOf(requestBody),
    ...(messageId === undefined ? {} : { messageId }),
    ...(eventId === undefined ? {} : { eventId }),
    ...(status === undefined ? {} : { status }),
    ...(fault === undefined ? {} : { fault }),
    ...(error === undefined ? {} : { error }),
    ...ended,
  };
}

/** An event as an entry: it tells what no webhook request tells. */
export function eventEntry(gateway: Gateway, event: SimulatedEvent): EntryView {
  const { envelope, recordedAt, messageId, json } = event;
  const outcome = gateway.deliveries.outcomeOf(envelope.id);
  return {
    id: `e${envelope.id}`,
    kind: 'event',
    name: envelope.event_action,
    at: recordedAt,
    isPending: outcome === undefined,
    account: envelope.whatsapp_id,
    eventId: envelope.id,
    excerpt: excerptOf(json),
    ...(messageId === undefined ? {} : { messageId }),
    ...(outcome === undefined ? {} : { outcome }),
  };
}

/** All entries in the order in which they began. */
export function timeline(gateway: Gateway): readonly EntryView[] {
  const { requests, deliveries, events } = gateway;
  return [
    ...events.all.map((event) => eventEntry(gateway, event)),
    ...[...deliveries.attempts, ...deliveries.underWay].map(attemptEntry),
    ...requests.all.map(requestEntry),
  ].sort((one, other) => one.at - other.at);
}

function requestDetail(record: RequestRecord, origin: string, longest: number): EntryDetail {
  const { method, path, headers, body, status, answer } = record;
  return {
    entry: requestEntry(record),
    request: { method, url: `${origin}${path}`, headers, body: shorten(body, longest) },
    ...(status === undefined ? {} : { answer: { status, body: shorten(answer, longest) } }),
  };
}

function attemptDetail(attempt: DeliveryAttempt | AttemptUnderWay, longest: number): EntryDetail {
  const { url, requestBody, status, responseHeaders: headers, responseBody } = attempt;
  const requestHeaders = 'requestHeaders' in attempt ? attempt.requestHeaders : {};
  const answerBody =
    responseBody === undefined ? {} : { body: shorten(parseForRecord(responseBody), longest) };
  const body = shorten(parseForRecord(requestBody), longest);
  return {
    entry: attemptEntry(attempt),
    request: { method: 'POST', url, headers: requestHeaders, body },
    ...(status === undefined
      ? {}
      : { answer: { status, ...(headers === undefined ? {} : { headers }), ...answerBody } }),
  };
}

/**
 * Everything about an entry; undefined when it is unknown or forgotten.
 * @param isWhole Whether long texts, such as files, are told whole.
 */
export function entryDetail(gateway: Gateway, id: string, isWhole: boolean): EntryDetail | undefined {
  const number = Number(id.slice(1));
  const longest = isWhole ? Infinity : LONGEST_TEXT;
  const { requests, deliveries, events } = gateway;
  if (id.startsWith('r')) {
    const record = requests.all.find((candidate) => candidate.number === number);
    return record && requestDetail(record, gateway.origin, longest);
  }
  if (id.startsWith('w')) {
    const attempts = [...deliveries.attempts, ...deliveries.underWay];
    const attempt = attempts.find((candidate) => candidate.number === number);
    return attempt && attemptDetail(attempt, longest);
  }
  const event = events.all.find(({ envelope }) => envelope.id === number);
  if (event === undefined || !id.startsWith('e')) return undefined;
  const body = shorten(event.envelope, longest);
  return { entry: eventEntry(gateway, event), request: { method: '', url: '', headers: {}, body } };
}
