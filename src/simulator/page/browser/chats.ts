import type { ChatView, ContactView, MessageView } from '../../control/wire';
import { chatKey, type Model } from '../model';
import { summaryOf } from '../words';
import { change, current, setSettings } from './store';

/** A chat in the list, whether anything was said in it or not. */
export interface ListedChat {
  /** Chat id. */
  readonly id: string;
  readonly name: string;
  readonly isGroup: boolean;
  readonly last: MessageView | undefined;
  readonly chat: ChatView | undefined;
}

/** The chats of an account, latest first: its groups, everybody that the page can play, and whom the bot wrote to. */
export function listedChats(model: Model, account: string): readonly ListedChat[] {
  const last = new Map<string, MessageView>();
  for (const message of model.messages.values()) {
    if (message.account === account && message.reactionTo === undefined) last.set(message.chatId, message);
  }
  const known = new Set(model.contacts.map(({ id }) => id));
  const chats = [...model.chats.values()].filter((chat) => chat.account === account);
  const people = model.contacts.map(({ id, name }) => ({
    id,
    name,
    isGroup: false,
    last: last.get(id),
    chat: model.chats.get(chatKey(account, id)),
  }));
  const others = chats
    .filter((chat) => !known.has(chat.id))
    .map((chat) => ({
      id: chat.id,
      name: chat.name,
      isGroup: chat.isGroup,
      last: last.get(chat.id),
      chat,
    }));
  const age = ({ last: message }: ListedChat): number => message?.timestamp ?? 0;
  return [...people, ...others].sort((one, other) => age(other) - age(one));
}

/** The people of the simulator by their chat ids. */
export function contactsOf({ contacts }: Model): ReadonlyMap<string, ContactView> {
  return new Map(contacts.map((contact) => [contact.id, contact]));
}

/** Opens a chat. */
export function openChat(id: string): void {
  const { settings } = current();
  const unread = { ...settings.unread, [chatKey(settings.account ?? '', id)]: 0 };
  setSettings({ chat: id, unread });
  change({ view: 'chat', replyTo: undefined, editing: undefined });
}

/** What the list says of the last message. */
export function lastWords({ last, isGroup }: ListedChat): string {
  if (last === undefined) return 'Nothing was said yet';
  const who = last.direction === 'out' ? 'Bot: ' : isGroup ? `${last.fromName}: ` : '';
  return `${who}${summaryOf(last)}`;
}
