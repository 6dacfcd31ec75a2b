import { isRecord, readText } from '../whatsgate/json';
import { parseChatId } from '../whatsgate/chat-id';
import { actionParts } from './cards/actions';
import type { CardPart } from './cards/card';
import type { OutboundActivity } from './types';

/** Suggested actions, and who they are for. */
export interface SuggestedActions {
  readonly parts: readonly CardPart[];
  /** The ids of those who may answer; `undefined` for everybody. */
  readonly to: readonly string[] | undefined;
}

/**
 * The suggested actions of an activity. In a chat of two they are left out when they are for somebody else
 * (Activity specification, A7710 and A7711). In a group everybody sees them, and only those in `to` can answer.
 */
export function suggestedActionsOf(activity: OutboundActivity): SuggestedActions {
  const suggested: unknown = activity.suggestedActions;
  if (!isRecord(suggested)) return { parts: [], to: undefined };
  const ids = Array.isArray(suggested['to']) ? suggested['to'].flatMap((id) => readText(id) ?? []) : [];
  const to = ids.length === 0 ? undefined : ids;
  const isForOthers = to !== undefined && !isGroup(activity) && !to.some((id) => isPerson(id, activity));
  return isForOthers ? { parts: [], to } : { parts: actionParts(suggested['actions']), to };
}

function isGroup({ conversation }: OutboundActivity): boolean {
  return parseChatId(conversation?.id ?? '').kind === 'group';
}

/** Whether an id is that of the person in a chat of two; with several accounts the account stands before it. */
function isPerson(id: string, { conversation, recipient }: OutboundActivity): boolean {
  const chat = conversation?.id ?? '';
  return id === recipient?.id || id === chat || chat.endsWith(`:${id}`);
}
