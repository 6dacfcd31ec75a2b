import type { Numbering, OfferedChoice } from '../activity/compose';
import type { TurnFacts } from '../activity/types';
import type { TurnRecord } from './turn-record';

/** What is known of the turn that sends, and what it has sent so far. */
export interface SendingTurn extends TurnFacts {
  /** The inbox item that the turn runs on; `undefined` for a turn that no event started. */
  readonly itemId?: string | undefined;
  /** Set by the outbox once a message of the turn has quoted. */
  quoted: boolean;
  /** Set by the outbox once a turn that no event started has waited for its place among such turns. */
  paced?: boolean;
  /** Where each send is noted before and after; `undefined` for a turn that no event started. */
  readonly record?: TurnRecord | undefined;
  /** Aborted when the turn has to end. Set by the channel for a turn that no event started. */
  signal?: AbortSignal | undefined;
  /** How its next choices are numbered; a new object each time. */
  numbering?: Numbering;
  /** What its conversation was shown to choose from. */
  offer?: Offered | undefined;
}

/** What a turn has offered so far. */
export interface Offered {
  readonly choices: readonly OfferedChoice[];
  /** The inbox items that had come before it was shown: they cannot answer it. */
  readonly earlier: readonly string[];
}

/** The sending turn of an activity that a turn runs on. */
export function sendingTurnOf(
  activity: {
    readonly id?: string | undefined;
    readonly type?: string | undefined;
    readonly conversation?: { readonly isGroup?: boolean | undefined } | undefined;
  },
  itemId?: string,
  record?: TurnRecord,
  signal?: AbortSignal,
): SendingTurn {
  return {
    inboundId: activity.id,
    inboundType: activity.type,
    isGroup: activity.conversation?.isGroup === true,
    itemId,
    quoted: false,
    record,
    signal,
  };
}
