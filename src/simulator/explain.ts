import type { DeliveryAttempt } from './delivery';
import type { OutgoingFilter, OutgoingMessage } from './outgoing-queue';
import type { RequestRecord } from './requests';

/** How many of the latest things a sentence names. */
const SHOWN = 3;

function shorten(text: string): string {
  return text.length > 80 ? `${text.slice(0, 77)}...` : text;
}

function list(heading: string, none: string, lines: readonly string[]): string {
  return lines.length === 0 ? none : `${heading} ${lines.slice(-SHOWN).join('; ')}.`;
}

function describeAttempt({ action, url, status, responseBody, error }: DeliveryAttempt): string {
  const answer = error ?? `${status ?? ''} ${shorten(responseBody ?? '')}`;
  return `${action ?? 'a body'} to ${url}: ${answer.trim()}`;
}

/** What the time was up on, and what happened in place of it: the message of `nextMessage`'s rejection. */
export function explainMissing(
  filter: OutgoingFilter,
  timeoutMs: number,
  untaken: readonly OutgoingMessage[],
  requests: readonly RequestRecord[],
  attempts: readonly DeliveryAttempt[],
): string {
  const to = filter.to === undefined ? '' : ` to ${filter.to}`;
  const from = filter.account === undefined ? '' : ` from ${filter.account}`;
  const failed = requests.filter(({ status }) => status !== undefined && status !== 200);
  return [
    `The bot sent no message${to}${from} within ${timeoutMs} ms.`,
    list(
      'It sent instead:',
      'It sent nothing else.',
      untaken.map((message) => `${message.type} to ${message.to}: ${shorten(message.body ?? '')}`),
    ),
    list(
      'Webhook answers:',
      'No webhook request was made: is the webhook set (sim.setWebhook)?',
      attempts.map(describeAttempt),
    ),
    list(
      'Refused API requests:',
      '',
      failed.map(
        ({ command, status, answer }) => `${command}: ${status ?? ''} ${shorten(JSON.stringify(answer))}`,
      ),
    ),
  ]
    .filter((sentence) => sentence !== '')
    .join(' ');
}
