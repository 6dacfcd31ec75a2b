import { isLongMessageId } from '../whatsgate/message-id';
import type { OutboundActivity, QuotePolicy, TurnFacts } from './types';

/** What decides about a quote beside the activity itself. */
export interface QuoteContext {
  readonly policy: QuotePolicy;
  readonly turn: TurnFacts;
  /** Whether a message of this turn has quoted already. */
  readonly alreadyQuoted: boolean;
  /** `channelData.whatsgate.quote`: an id, or `false` for no quote. */
  readonly wish: string | false | undefined;
  /** Whether it goes to another chat than that of the turn (`channelData.whatsgate.recipient`). */
  readonly isElsewhere?: boolean;
}

/**
 * The long id that goes into `message.quote`, or `undefined` for none.
 *
 * A wish in `channelData.whatsgate.quote` wins. Otherwise `replyToId` decides, if it is a long message id.
 * The SDK stamps every reply with the id of the inbound activity, so a `replyToId` that differs from it was set
 * on purpose: it quotes under every policy but `never`. A stamped one quotes by policy:
 * - `always`: every reply;
 * - `first`: the first reply of a turn;
 * - `groups`: replies in groups, where people cannot know otherwise who is answered;
 * - `explicit`, `never`: none.
 *
 * A reply that goes to another chat never quotes what was said in this one by itself: others would read it there.
 *
 * UUIDs of proactive turns and empty ids are no message ids and never pass. Stamped ids of anything but a
 * message (a reaction, a group update) are nothing to be quoted.
 */
export function quoteFor(activity: OutboundActivity, context: QuoteContext): string | undefined {
  const { policy, turn, wish } = context;
  if (wish === false) return undefined;
  if (wish !== undefined) return isLongMessageId(wish) ? wish : undefined;

  const replyToId = activity.replyToId;
  if (policy === 'never' || replyToId === undefined || !isLongMessageId(replyToId)) return undefined;
  const stamped = replyToId === turn.inboundId;
  if (!stamped) return replyToId;
  if (context.isElsewhere === true) return undefined;
  return turn.inboundType === 'message' && quotesStamped(context) ? replyToId : undefined;
}

function quotesStamped({ policy, turn, alreadyQuoted }: QuoteContext): boolean {
  switch (policy) {
    case 'always':
      return true;
    case 'first':
      return !alreadyQuoted;
    case 'groups':
      return turn.isGroup;
    case 'explicit':
    case 'never':
      return false;
  }
}
