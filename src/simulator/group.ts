import type { AccountReference, SimulatedAccount } from './accounts';
import { ownId, type Gateway } from './gateway';
import type { SimulatedUser } from './user';

/** What `sim.group` takes besides name and members. */
export interface GroupOptions {
  /** The group's id, with or without `@g.us`; 18 digits out of the seed when left out. */
  readonly id?: string;
  /** The account that is a member; the first one when left out. */
  readonly account?: AccountReference;
  /** Whether the account may only read; `false`. */
  readonly isReadOnly?: boolean;
}

/** A WhatsApp group that one account of the simulator belongs to. */
export class SimulatedGroup {
  /** `<number>@g.us`. */
  readonly id: string;
  readonly name: string;
  /** WhatsappID of the account that is a member. */
  readonly account: string;
  readonly #gateway: Gateway;
  readonly #isReadOnly: boolean;
  #members: readonly SimulatedUser[];

  /** @internal Made by `sim.group`. */
  constructor(gateway: Gateway, name: string, members: readonly SimulatedUser[], options: GroupOptions) {
    this.#gateway = gateway;
    this.name = name;
    this.id = `${(options.id ?? `120363${gateway.random.decimal(12)}`).replace(/@g\.us$/, '')}@g.us`;
    this.account = gateway.account(options.account).whatsappId;
    this.#isReadOnly = options.isReadOnly ?? false;
    this.#members = members;
    this.register();
  }

  /** The users in it; the account is a member besides. */
  get members(): readonly SimulatedUser[] {
    return this.#members;
  }

  /** Whether the account may only read. */
  get isReadOnly(): boolean {
    return this.#isReadOnly;
  }

  /** Lets a user in; nothing happens when the user is a member already. */
  add(user: SimulatedUser): void {
    if (!this.#members.includes(user)) this.#members = [...this.#members, user];
    this.register();
  }

  /** Takes a user out. */
  remove(user: SimulatedUser): void {
    this.#members = this.#members.filter((member) => member !== user);
    this.register();
  }

  /** @internal Brings the account's chat up to date; makes it again after a reset. */
  register(): void {
    const account: SimulatedAccount = this.#gateway.account(this.account);
    const now = Math.floor(this.#gateway.clock.now() / 1000);
    const chat = this.#gateway.state.chat(account.whatsappId, this.id);
    this.#gateway.state.putChat(account.whatsappId, {
      unreadCount: 0,
      timestamp: now,
      typingUntil: 0,
      creation: now,
      ...chat,
      id: this.id,
      name: this.name,
      isGroup: true,
      isReadOnly: this.#isReadOnly,
      participants: [ownId(account), ...this.#members.map((member) => member.id)],
    });
  }
}
