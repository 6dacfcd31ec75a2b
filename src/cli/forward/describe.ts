import type { GatewayEvent } from '../../whatsgate/event';
import { inLine } from '../show';
import type { Forwarded } from './forwarder';

/** Takes secrets and phone numbers out of a text. */
export type Clean = (text: string) => string;

const LONGEST_ANSWER = 200;

/** One event and what the bot made of it, as a line for a person. Numbers are shortened; texts only on request. */
export function describeForwarded(result: Forwarded, withTexts: boolean, clean: Clean): string {
  const { event, outcome, delivered, attempts } = result;
  const from = senderOf(event);
  const text = withTexts ? textOf(event) : undefined;
  return [
    `${event.date?.toISOString() ?? '-'} ${event.kind} ${event.id ?? '-'}`,
    from === undefined ? '' : ` from ${clean(from)}`,
    text === undefined ? '' : `: ${inLine(clean(text))}`,
    ` → ${outcome}`,
    delivered?.status === undefined ? '' : ` (${delivered.status}, ${delivered.durationMs} ms)`,
    attempts > 1 ? ` after ${attempts} deliveries` : '',
    outcome === 'acknowledged' || delivered === undefined
      ? ''
      : `: ${inLine(clean(shorten(delivered.answer)))}`,
  ].join('');
}

/** The same as an object, for scripts. */
export function forwardedRecord(result: Forwarded, withTexts: boolean, clean: Clean): object {
  const { event, outcome, delivered, attempts } = result;
  const from = senderOf(event);
  const text = withTexts ? textOf(event) : undefined;
  return {
    id: event.id ?? null,
    kind: event.kind,
    account: event.whatsappId,
    date: event.date?.toISOString() ?? null,
    ...(from === undefined ? {} : { from: clean(from) }),
    ...(text === undefined ? {} : { text: clean(text) }),
    outcome,
    status: delivered?.status ?? null,
    attempts,
    durationMs: delivered?.durationMs ?? null,
    answer: delivered === undefined ? null : clean(shorten(delivered.answer)),
  };
}

function senderOf(event: GatewayEvent): string | undefined {
  return event.kind === 'message' ? event.message.from : undefined;
}

function textOf(event: GatewayEvent): string | undefined {
  return event.kind === 'message' ? event.message.body : undefined;
}

function shorten(text: string): string {
  return text.length > LONGEST_ANSWER ? `${text.slice(0, LONGEST_ANSWER)}…` : text;
}
