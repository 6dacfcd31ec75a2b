import type { AutomaticAck } from '../options';

/** The ways in which sent messages are acknowledged, from which the page lets one choose. */
export type AckMode = 'by-hand' | 'in-order' | 'out-of-order' | 'twice' | 'failed';

/** A way, and how long it takes. */
export interface AckPlan {
  readonly mode: AckMode;
  /** Milliseconds after sending. */
  readonly deliveredMs: number;
  readonly readMs: number;
}

/** What the page proposes. */
export const USUAL_PLAN: AckPlan = { mode: 'in-order', deliveredMs: 300, readMs: 1200 };

const SENT = { ack: 1, afterMs: 0 };

/** The steps of a plan. */
export function stepsOf({ mode, deliveredMs, readMs }: AckPlan): readonly AutomaticAck[] {
  const delivered = { ack: 2, afterMs: deliveredMs };
  const read = { ack: 3, afterMs: readMs };
  switch (mode) {
    case 'by-hand':
      return [];
    case 'in-order':
      return [SENT, delivered, read];
    case 'out-of-order':
      return [
        { ack: 3, afterMs: deliveredMs },
        { ack: 1, afterMs: readMs },
        { ack: 2, afterMs: readMs },
      ];
    case 'twice':
      return [SENT, SENT, delivered, delivered, read, read];
    case 'failed':
      return [{ ack: -1, afterMs: deliveredMs }];
  }
}

const ORDERS: Readonly<Record<string, AckMode>> = {
  '': 'by-hand',
  '1 2 3': 'in-order',
  '3 1 2': 'out-of-order',
  '1 1 2 2 3 3': 'twice',
  '-1': 'failed',
};

/** The plan that steps come from; undefined when they were set in another way than by the page. */
export function planOf(steps: readonly AutomaticAck[]): AckPlan | undefined {
  const mode = ORDERS[steps.map(({ ack }) => ack).join(' ')];
  if (mode === undefined) return undefined;
  const timeOf = (wanted: number): number | undefined => steps.find(({ ack }) => ack === wanted)?.afterMs;
  const deliveredMs = timeOf(mode === 'out-of-order' ? 3 : mode === 'failed' ? -1 : 2);
  const readMs = timeOf(mode === 'out-of-order' ? 1 : 3);
  return {
    mode,
    deliveredMs: deliveredMs ?? USUAL_PLAN.deliveredMs,
    readMs: readMs ?? USUAL_PLAN.readMs,
  };
}
