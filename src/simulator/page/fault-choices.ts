/** A fault that can be set in one go. */
export interface FaultChoice {
  readonly label: string;
  readonly target: 'command' | 'webhook';
  /** The command or event that is proposed. */
  readonly name: string;
  readonly fault: Readonly<Record<string, unknown>>;
  /** The number that can be changed, if any. */
  readonly amount?: {
    readonly field: string;
    readonly label: string;
    readonly value: number;
    readonly most: number;
  };
}

const command = (label: string, fault: FaultChoice['fault'], name = '*'): FaultChoice => ({
  label,
  target: 'command',
  name,
  fault,
});

const webhook = (label: string, fault: FaultChoice['fault']): FaultChoice => ({
  label,
  target: 'webhook',
  name: 'message',
  fault,
});

const withAmount = (
  choice: FaultChoice,
  field: string,
  label: string,
  value: number,
  most: number,
): FaultChoice => ({
  ...choice,
  amount: { field, label, value, most },
});

const DAY_MS = 86_400_000;

/** What can go wrong, in the words of the page. */
export const FAULT_CHOICES: readonly FaultChoice[] = [
  command('401: the key is refused', {
    kind: 'status',
    status: 401,
    message: 'Your request was made with invalid credentials.',
  }),
  withAmount(
    command('429: too many requests', { kind: 'status', status: 429 }, 'send'),
    'retryAfterSeconds',
    'Retry-After in seconds',
    2,
    86_400,
  ),
  command('500: the gateway fails', { kind: 'status', status: 500 }, 'send'),
  withAmount(command('Slow answer', { kind: 'slow' }), 'ms', 'Milliseconds', 3000, DAY_MS),
  command('No answer at all', { kind: 'hang' }, 'send'),
  command('An HTML page in place of JSON', { kind: 'invalid-json' }, 'send'),
  command('Connection torn down before it counts', { kind: 'reset-before' }, 'send'),
  command('Sent, but the answer is lost', { kind: 'reset-after' }, 'send'),
  command('Sent, but answered with the “serialize” error', { kind: 'serialize' }, 'send'),
  command('Sent, but the answer breaks off', { kind: 'truncated' }, 'send'),
  withAmount(
    command('The session loses WhatsApp for a while', { kind: 'disconnect' }, 'send'),
    'forMs',
    'Milliseconds',
    10_000,
    DAY_MS,
  ),
  withAmount(
    command('The gateway restarts', { kind: 'restart' }, 'send'),
    'forMs',
    'Milliseconds',
    5000,
    DAY_MS,
  ),
  command('The ack comes before the answer', { kind: 'early-ack' }, 'send'),
  withAmount(webhook('Webhook delivered twice', { kind: 'duplicate' }), 'copies', 'Copies', 1, 10),
  withAmount(webhook('Webhook delayed', { kind: 'delay' }), 'ms', 'Milliseconds', 5000, DAY_MS),
  webhook('Webhooks in the wrong order', { kind: 'reorder' }),
  webhook('Webhook lost', { kind: 'drop' }),
  webhook('Webhook cut off half-way', { kind: 'truncate' }),
];
