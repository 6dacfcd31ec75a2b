import type { SimulatedAccount, SimulatedChat } from './accounts';
import { BoundedList } from './bounded-list';
import { BoundedMap } from './bounded-map';
import type { ChangeFeed } from './changes';
import type { SimulatedMessage } from './messages';
import type { Limits } from './options';

/** What the simulator knows about a WhatsApp user. */
export interface Contact {
  /** Chat id of the user: `<digits>@c.us`, or `<digits>@lid`. */
  readonly id: string;
  /** Phone number, digits only. */
  readonly number: string;
  readonly name: string;
  /** Whether the number is on WhatsApp: what `check` answers. */
  readonly isRegistered: boolean;
}

/** Changes to a record: undefined is not a value. */
export type Changes<Item> = { readonly [Name in keyof Item]?: Item[Name] };

/** Accounts, contacts, chats and messages: what a gateway remembers. Records are replaced, never changed. */
export class State {
  readonly #limits: Limits;
  readonly #changes: ChangeFeed;
  readonly #accounts: BoundedMap<string, SimulatedAccount>;
  readonly #contacts: BoundedMap<string, Contact>;
  readonly #chats = new Map<string, BoundedMap<string, SimulatedChat>>();
  readonly #messageIds: BoundedList<string>;
  readonly #messages = new Map<string, SimulatedMessage>();

  constructor(limits: Limits, changes: ChangeFeed) {
    this.#limits = limits;
    this.#changes = changes;
    this.#accounts = new BoundedMap(limits.sessions);
    this.#contacts = new BoundedMap(limits.users);
    this.#messageIds = new BoundedList({ entries: limits.messages, bytes: limits.storedBytes }, (id) => {
      this.#messages.delete(id);
    });
  }

  /** All accounts, deleted ones included. */
  get accounts(): readonly SimulatedAccount[] {
    return this.#accounts.values;
  }

  account(whatsappId: string): SimulatedAccount | undefined {
    return this.#accounts.get(whatsappId);
  }

  /** Adds an account or replaces the one with the same WhatsappID. */
  putAccount(account: SimulatedAccount): SimulatedAccount {
    this.#accounts.set(account.whatsappId, account);
    this.#changes.tell('account', account.whatsappId);
    return account;
  }

  /** Changes an account; an unknown one stays unknown. */
  changeAccount(whatsappId: string, changes: Changes<SimulatedAccount>): SimulatedAccount | undefined {
    const account = this.#accounts.get(whatsappId);
    return account && this.putAccount({ ...account, ...changes });
  }

  /** Finds a contact by phone number or by chat id. */
  contact(numberOrId: string): Contact | undefined {
    const number = numberOrId.replace(/@c\.us$/, '');
    return this.#contacts.get(number) ?? this.#contacts.values.find((contact) => contact.id === numberOrId);
  }

  putContact(contact: Contact): Contact {
    this.#contacts.set(contact.number, contact);
    this.#changes.tell('contact', contact.number);
    return contact;
  }

  /** All contacts in the order in which they came up. */
  get contacts(): readonly Contact[] {
    return this.#contacts.values;
  }

  /** The chats of an account in the order in which they came up. */
  chats(whatsappId: string): readonly SimulatedChat[] {
    return this.#chats.get(whatsappId)?.values ?? [];
  }

  chat(whatsappId: string, chatId: string): SimulatedChat | undefined {
    return this.#chats.get(whatsappId)?.get(chatId);
  }

  putChat(whatsappId: string, chat: SimulatedChat): SimulatedChat {
    const chats = this.#chats.get(whatsappId) ?? new BoundedMap<string, SimulatedChat>(this.#limits.chats);
    this.#chats.set(whatsappId, chats);
    chats.set(chat.id, chat);
    this.#changes.tell('chat', `${whatsappId} ${chat.id}`);
    return chat;
  }

  /** All messages, oldest first. */
  get messages(): readonly SimulatedMessage[] {
    return [...this.#messages.values()];
  }

  message(id: string): SimulatedMessage | undefined {
    return this.#messages.get(id);
  }

  addMessage(message: SimulatedMessage): SimulatedMessage {
    this.#messages.set(message.id, message);
    this.#messageIds.add(message.id, message.body.length + (message.media?.data.length ?? 0));
    this.#changes.tell('message', message.id);
    return message;
  }

  /** Puts a message in the place of the one with its id. */
  replaceMessage(message: SimulatedMessage): SimulatedMessage {
    this.#messages.set(message.id, message);
    this.#changes.tell('message', message.id);
    return message;
  }

  /** Changes a message; an unknown or forgotten one stays so. */
  changeMessage(id: string, changes: Changes<SimulatedMessage>): SimulatedMessage | undefined {
    const message = this.#messages.get(id);
    if (message === undefined) return undefined;
    return this.replaceMessage({ ...message, ...changes });
  }

  /** Forgets chats and messages, and all accounts that `keep` does not want. */
  clear(keep: (account: SimulatedAccount) => boolean): void {
    for (const account of this.#accounts.values) {
      if (!keep(account)) this.#accounts.delete(account.whatsappId);
    }
    this.#contacts.clear();
    this.#chats.clear();
    this.#messageIds.clear();
    this.#messages.clear();
    this.#changes.tell('everything');
  }
}
