import type { EntryView, MessageView } from '../control/wire';

/** A size for people. */
export function sizeOf(bytes: number): string {
  if (bytes < 1024) return `${bytes} bytes`;
  const kilobytes = bytes / 1024;
  return kilobytes < 1024 ? `${kilobytes.toFixed(1)} KB` : `${(kilobytes / 1024).toFixed(1)} MB`;
}

/** A duration for people. */
export function durationOf(ms: number): string {
  if (ms < 1000) return `${Math.round(ms)} ms`;
  return ms < 60_000 ? `${(ms / 1000).toFixed(1)} s` : `${Math.round(ms / 60_000)} min`;
}

/** Minutes and seconds of a sound. */
export function minutesOf(seconds: number): string {
  const whole = Number.isFinite(seconds) ? Math.max(0, Math.round(seconds)) : 0;
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, '0')}`;
}

const TIME = new Intl.DateTimeFormat(undefined, { hour: '2-digit', minute: '2-digit' });
const EXACT_TIME = new Intl.DateTimeFormat(undefined, {
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
  hour12: false,
});
const DAY = new Intl.DateTimeFormat(undefined, { weekday: 'long', day: 'numeric', month: 'long' });

/** The time of day of a message. */
export function timeOf(ms: number): string {
  return TIME.format(ms);
}

/** The time of an entry, to the millisecond. */
export function exactTimeOf(ms: number): string {
  return `${EXACT_TIME.format(ms)}.${String(ms % 1000).padStart(3, '0')}`;
}

/** The day of a message: Today, Yesterday or its date. */
export function dayOf(ms: number, now: number): string {
  const daysAgo = Math.round(
    (new Date(now).setHours(0, 0, 0, 0) - new Date(ms).setHours(0, 0, 0, 0)) / 86_400_000,
  );
  if (daysAgo === 0) return 'Today';
  return daysAgo === 1 ? 'Yesterday' : DAY.format(ms);
}

/** One or two letters that stand for a name. */
export function initialsOf(name: string): string {
  const words = name.trim().split(/\s+/);
  const letters = [words[0], words.length > 1 ? words.at(-1) : ''].map(
    (word) => Array.from(word ?? '')[0] ?? '',
  );
  return letters.join('').toUpperCase() || '?';
}

/** A colour of the eight that stand for people: the same for the same name. */
export function colourOf(id: string): number {
  let sum = 7;
  for (const unit of id) sum = (sum * 131 + (unit.codePointAt(0) ?? 0)) % 99_991;
  return sum % 8;
}

const ACKS: Readonly<Record<number, string>> = {
  [-1]: 'failed',
  0: 'pending',
  1: 'sent',
  2: 'delivered',
  3: 'read',
  4: 'played',
};

/** A delivery state in a word. */
export function ackWord(ack: number): string {
  return ACKS[ack] ?? `state ${ack}`;
}

const KINDS: Readonly<Record<string, string>> = {
  image: 'Photo',
  video: 'Video',
  audio: 'Audio',
  ptt: 'Voice message',
  document: 'Document',
  sticker: 'Sticker',
  location: 'Location',
  vcard: 'Contact',
};

/** A message in one line: for the list of chats and for quotes. */
export function summaryOf({ type, body, media, location, isDeleted }: MessageView): string {
  if (isDeleted) return 'This message was deleted';
  if (type === 'vcard') return `Contact: ${nameInCard(body)}`;
  const kind = KINDS[type];
  const text = body.replace(/\s+/g, ' ').trim();
  if (kind === undefined || (text !== '' && media !== undefined)) return text || 'Message';
  return media?.filename ?? location?.name ?? kind;
}

/** The name on a contact card. */
export function nameInCard(vcard: string): string {
  return /^FN[^:\n]*:(.+)$/m.exec(vcard)?.[1]?.replace(/\\(.)/g, '$1').trim() ?? 'Unnamed contact';
}

/** The number on a contact card, digits only. */
export function numberInCard(vcard: string): string | undefined {
  const digits = /^TEL[^:\n]*:(.+)$/m.exec(vcard)?.[1]?.replace(/\D/g, '');
  return digits === undefined || digits === '' ? undefined : digits;
}

/** What is wrong with an entry, in a few words; undefined when nothing is. */
export function troubleIn(entry: EntryView): string | undefined {
  const { kind, isPending, status, error, isAcknowledged, outcome } = entry;
  if (kind === 'event') {
    if (outcome === 'dropped') return 'Lost by a fault';
    if (outcome === 'no-webhook') return 'No webhook is set';
    return outcome === 'given-up' ? 'Given up after all repeats' : undefined;
  }
  if (isPending) return undefined;
  if (error !== undefined) return error;
  if (kind === 'webhook' && isAcknowledged !== true) {
    return status === 200 ? 'Answered 200 without the acknowledgement' : `Answered ${status ?? 'nothing'}`;
  }
  if (kind === 'api' && status !== 200)
    return status === 0 ? 'Connection torn down' : `Refused with ${status ?? 'nothing'}`;
  return undefined;
}

/** What an entry is about, in a few words: the text of its message where there is one. */
export function gistOf({ name, excerpt }: EntryView): string {
  const readable = (text: string): string => text.replace(/\\n/g, ' ').replace(/\\(.)/g, '$1');
  const body = /"body":"((?:[^"\\]|\\.)+)/.exec(excerpt)?.[1];
  const ack = name === 'ack' ? /"ack":(-?\d)/.exec(excerpt)?.[1] : undefined;
  if (ack !== undefined) return `${ackWord(Number(ack))}${body === undefined ? '' : `: ${readable(body)}`}`;
  const named = body ?? /"(?:filename|number|MessageID|date)":"?([^",}]+)/.exec(excerpt)?.[1];
  return named === undefined ? excerpt : readable(named);
}
