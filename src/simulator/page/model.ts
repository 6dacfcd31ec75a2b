import type { ChatView, ControlPatch, ControlState, EntryView, MessageView } from '../control/wire';

/** What the page knows of the simulator: its state, with the lists as maps. Never changed, only replaced. */
export type Model = Omit<ControlState, 'chats' | 'messages' | 'timeline'> & {
  readonly chats: ReadonlyMap<string, ChatView>;
  readonly messages: ReadonlyMap<string, MessageView>;
  readonly timeline: ReadonlyMap<string, EntryView>;
};

/** How many records the page keeps, as many as the simulator does. */
export interface ModelLimits {
  readonly messages: number;
  /** Of each kind. */
  readonly entries: number;
}

/** Names a chat among those of all accounts. */
export function chatKey(account: string, chatId: string): string {
  return `${account} ${chatId}`;
}

function mapOf<Item>(items: readonly Item[], key: (item: Item) => string): ReadonlyMap<string, Item> {
  return new Map(items.map((item) => [key(item), item]));
}

/** A map with changes, without its oldest records when there are more than `limit`. */
function changed<Item>(
  map: ReadonlyMap<string, Item>,
  items: readonly Item[] | undefined,
  key: (item: Item) => string,
  limit: number,
): ReadonlyMap<string, Item> {
  if (items === undefined) return map;
  const next = new Map(map);
  for (const item of items) next.set(key(item), item);
  for (const oldest of next.keys()) {
    if (next.size <= limit) break;
    next.delete(oldest);
  }
  return next;
}

const keyOfChat = ({ account, id }: ChatView): string => chatKey(account, id);
const idOf = ({ id }: { readonly id: string }): string => id;

/** The model of a whole state. */
export function modelOf(state: ControlState): Model {
  return {
    ...state,
    chats: mapOf(state.chats, keyOfChat),
    messages: mapOf(state.messages, idOf),
    timeline: mapOf(state.timeline, idOf),
  };
}

/** The model after a patch. */
export function patched(model: Model, patch: ControlPatch, limits: ModelLimits): Model {
  const { chats, messages, timeline, ...rest } = patch;
  return {
    ...model,
    ...rest,
    chats: changed(model.chats, chats, keyOfChat, Infinity),
    messages: changed(model.messages, messages, idOf, limits.messages),
    timeline: changed(model.timeline, timeline, idOf, 3 * limits.entries),
  };
}

/** The messages of a chat that are bubbles: reactions hang on the message that they are about. */
export function bubblesOf(
  messages: ReadonlyMap<string, MessageView>,
  account: string,
  chatId: string,
): readonly MessageView[] {
  return [...messages.values()].filter(
    (message) => message.account === account && message.chatId === chatId && message.reactionTo === undefined,
  );
}

/** What went wrong with each message: its latest webhook request that was not acknowledged, or its lost event. */
export function troublesOf(timeline: ReadonlyMap<string, EntryView>): ReadonlyMap<string, EntryView> {
  const troubles = new Map<string, EntryView>();
  for (const entry of timeline.values()) {
    const { messageId, kind, name, isPending, isAcknowledged, outcome } = entry;
    if (messageId === undefined || isPending || name !== 'message') continue;
    if (kind === 'webhook' && isAcknowledged === true) troubles.delete(messageId);
    else if (kind === 'webhook') troubles.set(messageId, entry);
    else if (outcome === 'dropped' || outcome === 'no-webhook') troubles.set(messageId, entry);
  }
  return troubles;
}

/** The messages whose webhook request was acknowledged. */
export function acknowledgedIn(timeline: ReadonlyMap<string, EntryView>): ReadonlySet<string> {
  const ids = [...timeline.values()].flatMap(({ kind, name, isAcknowledged, messageId }) =>
    kind === 'webhook' && name === 'message' && isAcknowledged === true ? (messageId ?? []) : [],
  );
  return new Set(ids);
}
