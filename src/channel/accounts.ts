import type { AccountFacts } from '../activity/inbound-envelope';
import { parseConversationId, formatConversationId } from '../activity/conversation-id';
import { contactId } from '../whatsgate/chat-id';

/** A connected WhatsApp account. */
export interface AccountOptions {
  /** The session's `unique_id` at the gateway. */
  readonly whatsappId: string;
  /** The account's own WhatsApp id (`<number>@c.us`). Left out, it is learnt from `ready` events. */
  readonly wid?: string | undefined;
  /** The account's name, for `recipient.name`. */
  readonly name?: string | undefined;
}

/** A conversation found: which account, which chat. */
export interface ChatAddress {
  readonly whatsappId: string;
  readonly chatId: string;
}

/** The accounts of one adapter, and how conversations are named after them. */
export class Accounts {
  readonly #accounts: Map<string, AccountFacts>;
  readonly #configured: ReadonlyMap<string, AccountOptions>;
  readonly #only: string | undefined;

  constructor(accounts: readonly AccountOptions[]) {
    this.#accounts = new Map(
      accounts.map(({ whatsappId, wid, name }) => [whatsappId, { whatsappId, wid, name }]),
    );
    this.#configured = new Map(accounts.map((account) => [account.whatsappId, account]));
    this.#only = accounts.length === 1 ? accounts[0]?.whatsappId : undefined;
  }

  /** Whether conversation ids have to carry the account. */
  get several(): boolean {
    return this.#only === undefined;
  }

  /** All `WhatsappID`s. */
  get ids(): readonly string[] {
    return [...this.#accounts.keys()];
  }

  /** What is known of an account; `undefined` for one that is not ours. */
  find(whatsappId: string): AccountFacts | undefined {
    return this.#accounts.get(whatsappId);
  }

  /** Takes what a `ready` event tells about an account, the latest one above earlier ones. What was configured stands. */
  learn(whatsappId: string, number: string | undefined, name: string | undefined): void {
    const configured = this.#configured.get(whatsappId);
    const known = this.#accounts.get(whatsappId);
    if (configured === undefined || known === undefined) return;
    const digits = number?.replace(/\D/g, '') ?? '';
    const wid = digits === '' ? known.wid : contactId(digits);
    this.#accounts.set(whatsappId, {
      whatsappId,
      wid: configured.wid ?? wid,
      name: configured.name ?? name ?? known.name,
    });
  }

  /** The id that activities give a chat. */
  conversationId({ whatsappId, chatId }: ChatAddress): string {
    return formatConversationId(whatsappId, chatId, this.several);
  }

  /**
   * The chat behind a conversation id; `undefined` when several accounts are connected and nothing says which.
   * @param wish the account that the activity itself names.
   */
  locate(conversationId: string, wish: string | undefined): ChatAddress | undefined {
    const { chatId, whatsappId } = parseConversationId(conversationId, (id) => this.#accounts.has(id));
    const account = wish ?? whatsappId ?? this.#only;
    return account === undefined ? undefined : { whatsappId: account, chatId };
  }
}
