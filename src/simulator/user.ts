import type { AccountReference, SimulatedAccount } from './accounts';
import { chatOf } from './chats';
import type { Delivery } from './delivery';
import type { SimulatedEvent } from './events';
import type { Gateway } from './gateway';
import type { SimulatedGroup } from './group';
import {
  receiveDeletion,
  receiveEdit,
  receiveMessage,
  receiveReaction,
  type IncomingDraft,
  type ReceivedMessage,
} from './incoming';
import { isGroupId, type SimulatedLocation, type SimulatedMessage } from './messages';
import { changeAck } from './outgoing';
import type { Contact } from './state';

/** What `sim.user` takes besides the number. */
export interface UserOptions {
  /** The name that the user shows; the number when left out. */
  readonly name?: string;
  /** Digits of a hidden id: the user then appears as `<lid>@lid`, never as a phone number. */
  readonly lid?: string;
  /** Whether the number is on WhatsApp, as `check` says; `true`. */
  readonly isRegistered?: boolean;
}

/** How a message of the bot or of a user is named in a call: by itself, or by its long id. */
export type MessageReference = string | { readonly id: string };

/** Where a user writes. */
export interface SayOptions {
  /** The message that this one replies to. */
  readonly replyTo?: MessageReference;
  /** The group to write in; a chat of two with the account when left out. */
  readonly in?: SimulatedGroup;
  /** The account to write to; the first one, or the group's, when left out. */
  readonly account?: AccountReference;
  /** Whether the message counts as forwarded; `false`. */
  readonly isForwarded?: boolean;
}

/** A file to send. */
export interface FileToSend {
  readonly type: 'image' | 'video' | 'audio' | 'ptt' | 'document' | 'sticker';
  readonly mimetype: string;
  /** The bytes, or plain base64. */
  readonly data: Buffer | string;
  readonly filename?: string;
  readonly caption?: string;
}

/** What a user has sent. */
export interface IncomingMessage {
  /** Long id; for a reaction that is no message of its own, the id of the message reacted to. */
  readonly id: string;
  /** The chat that it is in: the user's id or the group's. */
  readonly chatId: string;
  /** WhatsappID of the account that received it. */
  readonly account: string;
  /** The event that tells the bot; missing when a reaction raises none. */
  readonly event?: SimulatedEvent;
  /** Resolves when the gateway is done with the event: acknowledged, given up, … Never rejects. */
  readonly delivered: Promise<Delivery>;
}

/** Runs a piece of work so that what it throws becomes a rejection. */
function promised<Value>(work: () => Value): Promise<Value> {
  return new Promise((resolve) => resolve(work()));
}

function idOf(message: MessageReference): string {
  return typeof message === 'string' ? message : message.id;
}

function asIncoming({ message, emitted, delivered }: ReceivedMessage): IncomingMessage {
  const event = emitted === undefined ? {} : { event: emitted.event };
  return { id: message.id, chatId: message.chatId, account: message.account, ...event, delivered };
}

/** A person on WhatsApp who writes to the bot. Every method rejects when the account is not connected. */
export class SimulatedUser {
  /** Chat id: `<number>@c.us`, or `<lid>@lid`. */
  readonly id: string;
  /** Phone number, digits only. */
  readonly number: string;
  readonly #gateway: Gateway;
  readonly #contact: Contact;

  /** @internal Made by `sim.user`. */
  constructor(gateway: Gateway, number: string, options: UserOptions) {
    this.#gateway = gateway;
    this.number = number;
    this.id = options.lid === undefined ? `${number}@c.us` : `${options.lid.replace(/@lid$/, '')}@lid`;
    const isRegistered = options.isRegistered ?? true;
    this.#contact = { id: this.id, number, name: options.name ?? number, isRegistered };
    this.register();
  }

  get name(): string {
    return this.#contact.name;
  }

  /** Writes a text. Resolves when the event is recorded; `delivered` tells how its delivery ends. */
  says(text: string, options: SayOptions = {}): Promise<IncomingMessage> {
    return promised(() => this.#write({ type: 'chat', body: text }, options));
  }

  /** Sends a file. */
  sends(file: FileToSend, options: SayOptions = {}): Promise<IncomingMessage> {
    return promised(() => {
      const data = typeof file.data === 'string' ? Buffer.from(file.data, 'base64') : file.data;
      const mediaKey = this.#gateway.random.bytes(32).toString('base64');
      const filename = file.filename === undefined ? {} : { filename: file.filename };
      const media = { mimetype: file.mimetype, data, mediaKey, ...filename };
      return this.#write({ type: file.type, body: file.caption ?? '', media }, options);
    });
  }

  /** Sends a place. */
  sendsLocation(location: SimulatedLocation, options: SayOptions = {}): Promise<IncomingMessage> {
    return promised(() => this.#write({ type: 'location', body: '', location }, options));
  }

  /** Sends a contact card: the vCard is the message's body (WhatsApp reference 1.1). */
  sendsContact(
    contact: { readonly displayName: string; readonly vcard?: string },
    options: SayOptions = {},
  ): Promise<IncomingMessage> {
    const vcard = contact.vcard ?? `BEGIN:VCARD\nVERSION:3.0\nFN:${contact.displayName}\nEND:VCARD`;
    return promised(() => this.#write({ type: 'vcard', body: vcard }, options));
  }

  /** Replies to a message, in the chat where it is. */
  replies(message: MessageReference, text: string, options: Omit<SayOptions, 'replyTo' | 'in'> = {}) {
    return promised(() => {
      const target = this.#find(message);
      const account = this.#gateway.account(options.account ?? target.account);
      const draft = { type: 'chat', body: text, quote: target.id, isForwarded: options.isForwarded ?? false };
      return this.#receive(account, this.#chatOf(target), draft);
    });
  }

  /** Reacts to a message; an empty emoji takes the reaction back. */
  reacts(message: MessageReference, emoji: string): Promise<IncomingMessage> {
    return promised(() => {
      const target = this.#find(message);
      this.register();
      const account = this.#gateway.account(target.account);
      return asIncoming(receiveReaction(this.#gateway, account, this.#contact, target, emoji));
    });
  }

  /** Changes the text or caption of an own message. */
  edits(message: MessageReference, text: string): Promise<IncomingMessage> {
    return promised(() => {
      const target = this.#findOwn(message);
      return asIncoming(receiveEdit(this.#gateway, this.#gateway.account(target.account), target, text));
    });
  }

  /** Deletes an own message for everyone. */
  deletes(message: MessageReference): Promise<IncomingMessage> {
    return promised(() => {
      const target = this.#findOwn(message);
      return asIncoming(receiveDeletion(this.#gateway, this.#gateway.account(target.account), target));
    });
  }

  /**
   * Reads what the bot has written: one message, or everything unread in the chat of two. Each becomes an `ack`
   * event with 3.
   */
  reads(message?: MessageReference): Promise<void> {
    return promised(() => {
      const read = message === undefined ? this.#unread() : [this.#find(message)];
      for (const { id } of read) changeAck(this.#gateway, id, 3);
    });
  }

  /** Whether the account shows "typing" to this user now. */
  seesTyping(account?: AccountReference): boolean {
    const { whatsappId } = this.#gateway.account(account);
    return (this.#gateway.state.chat(whatsappId, this.id)?.typingUntil ?? 0) > this.#gateway.clock.now();
  }

  /** @internal Makes the user known, again after a reset. */
  register(): void {
    this.#gateway.state.putContact(this.#contact);
  }

  #unread(): readonly SimulatedMessage[] {
    return this.#gateway.state.messages.filter(
      ({ direction, chatId, ack }) => direction === 'out' && chatId === this.id && ack < 3,
    );
  }

  #find(reference: MessageReference): SimulatedMessage {
    const message = this.#gateway.state.message(idOf(reference));
    if (message !== undefined) return message;
    throw new Error(
      `The simulator has no message ${idOf(reference)}: it was never sent, or is forgotten by now.`,
    );
  }

  #findOwn(reference: MessageReference): SimulatedMessage {
    const message = this.#find(reference);
    if (message.author !== this.id) throw new Error(`${this.name} did not write this message.`);
    if (message.isDeleted === true) throw new Error('This message has been deleted.');
    return message;
  }

  /** A reply goes where the message is; nobody writes in a chat of others. */
  #chatOf({ chatId }: SimulatedMessage): string {
    if (isGroupId(chatId) || chatId === this.id) return chatId;
    throw new Error(`${this.name} cannot see the chat ${chatId}.`);
  }

  #write(draft: IncomingDraft, options: SayOptions): IncomingMessage {
    const { in: group, replyTo } = options;
    const account = this.#gateway.account(options.account ?? group?.account);
    if (group !== undefined) this.#enter(group, account);
    const quote = replyTo === undefined ? {} : { quote: idOf(replyTo) };
    const forwarded = { isForwarded: options.isForwarded ?? false };
    return this.#receive(account, group?.id ?? this.id, { ...draft, ...quote, ...forwarded });
  }

  #enter(group: SimulatedGroup, account: SimulatedAccount): void {
    if (!group.members.includes(this))
      throw new Error(`${this.name} is no member of the group ${group.name}.`);
    if (group.account !== account.whatsappId) {
      throw new Error(`The account ${account.whatsappId} is no member of the group ${group.name}.`);
    }
    group.register();
  }

  #receive(account: SimulatedAccount, chatId: string, draft: IncomingDraft): IncomingMessage {
    this.register();
    chatOf(this.#gateway, account, chatId);
    return asIncoming(receiveMessage(this.#gateway, account, this.#contact, chatId, draft));
  }
}
