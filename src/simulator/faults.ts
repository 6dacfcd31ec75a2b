import type { ChangeFeed } from './changes';
import type { Random } from './random';

/** What can go wrong with an API command. */
export type CommandFault =
  /** Answered with this HTTP status and not executed; `retryAfterSeconds` becomes a `Retry-After` header. */
  | {
      readonly kind: 'status';
      readonly status: number;
      readonly retryAfterSeconds?: number;
      readonly message?: string;
    }
  /** Executed after a wait of `ms` milliseconds by the simulator's clock. */
  | { readonly kind: 'slow'; readonly ms: number }
  /** Never answered and not executed. */
  | { readonly kind: 'hang' }
  /** Not executed; an HTML page in place of JSON, with status 200 when `status` is left out. */
  | { readonly kind: 'invalid-json'; readonly status?: 200 | 502 }
  /** The connection is torn down; not executed. */
  | { readonly kind: 'reset-before' }
  /** Executed, then the connection is torn down without an answer. */
  | { readonly kind: 'reset-after' }
  /** Executed, then answered with the error that a client saw after real sends (reference 1.1). */
  | { readonly kind: 'serialize' }
  /** Executed, then half of the answer. */
  | { readonly kind: 'truncated' }
  /**
   * The session loses WhatsApp just before, raises `disconnect`, and so refuses most commands; it is `ready` again
   * after `forMs` milliseconds by the simulator's clock, 10,000 when left out. Strikes only what names a session
   * that is connected.
   */
  | { readonly kind: 'disconnect'; readonly forMs?: number }
  /**
   * The gateway restarts: the command is not executed, all connections break, and for `forMs` milliseconds by the
   * simulator's clock, 5,000 when left out, commands are refused and no webhook is called.
   */
  | { readonly kind: 'restart'; readonly forMs?: number }
  /** `send` only: the `ack` event arrives before the answer does. `ack` is 1 when left out. */
  | { readonly kind: 'early-ack'; readonly ack?: number };

/** What can go wrong with a webhook delivery. */
export type WebhookFault =
  /** Every request of the attempt is made `copies` more times at the same moment; 1 when left out. */
  | { readonly kind: 'duplicate'; readonly copies?: number }
  /** The first attempt waits `ms` milliseconds by the simulator's clock. */
  | { readonly kind: 'delay'; readonly ms: number }
  /** Never delivered and never repeated; `events-get` still has the event. */
  | { readonly kind: 'drop' }
  /** Held until the next event of the same account has been delivered once. */
  | { readonly kind: 'reorder' }
  /** An attempt sends only the first half of its body. */
  | { readonly kind: 'truncate' };

/** When a fault strikes. */
export interface FaultScope {
  /** How often; once when neither `times` nor `probability` is given, without end with a `probability` alone. */
  readonly times?: number;
  /** Chance from 0 to 1 that it strikes, drawn from the seed; 1 when left out. */
  readonly probability?: number;
  /** WhatsappID; any account when left out. */
  readonly whatsappId?: string;
}

/** A fault that has been set. */
export interface ActiveFault {
  /** Tells it from other faults of the same simulator: 1 for the first. */
  readonly id: number;
  readonly target: 'command' | 'webhook';
  /** Command or event action, or `*`. */
  readonly name: string;
  readonly fault: CommandFault | WebhookFault;
  readonly scope: FaultScope;
  /** How often it has struck. */
  readonly struck: number;
  /** Takes it away; harmless when it has gone already. */
  remove(): void;
}

interface Rule<Fault> {
  readonly id: number;
  readonly name: string;
  readonly fault: Fault;
  readonly scope: FaultScope;
  remaining: number;
  struck: number;
}

/** Faults of one side, asked in the order in which they were set. */
class FaultRules<Fault extends { readonly kind: string }> {
  readonly #random: Random;
  readonly #changed: () => void;
  rules: readonly Rule<Fault>[] = [];

  constructor(random: Random, changed: () => void) {
    this.#random = random;
    this.#changed = changed;
  }

  add(id: number, name: string, fault: Fault, scope: FaultScope): Rule<Fault> {
    const { probability, times = probability === undefined ? 1 : Infinity } = scope;
    if (probability !== undefined && !(probability >= 0 && probability <= 1)) {
      throw new RangeError(`A probability lies between 0 and 1; ${probability} does not.`);
    }
    if (!(times >= 1)) throw new RangeError(`A fault strikes at least once, not ${times} times.`);
    const rule = { id, name, fault, scope, remaining: times, struck: 0 };
    this.rules = [...this.rules, rule];
    this.#changed();
    return rule;
  }

  remove(rule: Rule<Fault>): void {
    this.rules = this.rules.filter((other) => other !== rule);
    this.#changed();
  }

  draw(name: string, whatsappId: string | undefined, wanted: (fault: Fault) => boolean): Fault | undefined {
    const rule = this.rules.find(({ name: ruleName, fault, scope }) => {
      if (ruleName !== '*' && ruleName !== name) return false;
      if (scope.whatsappId !== undefined && scope.whatsappId !== whatsappId) return false;
      if (!wanted(fault)) return false;
      return scope.probability === undefined || this.#random.next() < scope.probability;
    });
    if (rule === undefined) return undefined;
    rule.struck += 1;
    rule.remaining -= 1;
    if (rule.remaining <= 0) this.remove(rule);
    else this.#changed();
    return rule.fault;
  }
}

/** Makes the stand-in gateway misbehave on request: `sim.faults`. */
export class Faults {
  readonly #commands: FaultRules<CommandFault>;
  readonly #webhooks: FaultRules<WebhookFault>;
  readonly #changes: ChangeFeed;
  readonly #random: Random;
  #count = 0;

  /** @param random Where chances are drawn from; of its own, so that faults do not change ids. */
  constructor(random: Random, changes: ChangeFeed) {
    const changed = (): void => changes.tell('settings');
    this.#changes = changes;
    this.#random = random;
    this.#commands = new FaultRules(random, changed);
    this.#webhooks = new FaultRules(random, changed);
  }

  /**
   * Sets a fault for an API command.
   * @param command A command such as `send`, or `*` for all.
   * @throws RangeError when `times` or `probability` is impossible.
   */
  onCommand(command: string, fault: CommandFault, scope: FaultScope = {}): ActiveFault {
    const rule = this.#commands.add((this.#count += 1), command, fault, scope);
    return describe('command', rule, () => this.#commands.remove(rule));
  }

  /**
   * Sets a fault for webhook deliveries.
   * @param action An event action such as `message`, or `*` for all.
   * @throws RangeError when `times` or `probability` is impossible.
   */
  onWebhook(action: string, fault: WebhookFault, scope: FaultScope = {}): ActiveFault {
    const rule = this.#webhooks.add((this.#count += 1), action, fault, scope);
    return describe('webhook', rule, () => this.#webhooks.remove(rule));
  }

  /** The faults that can still strike. */
  get active(): readonly ActiveFault[] {
    return [
      ...this.#commands.rules.map((rule) => describe('command', rule, () => this.#commands.remove(rule))),
      ...this.#webhooks.rules.map((rule) => describe('webhook', rule, () => this.#webhooks.remove(rule))),
    ];
  }

  /** Takes all faults away. */
  clear(): void {
    this.#commands.rules = [];
    this.#webhooks.rules = [];
    this.#changes.tell('settings');
  }

  /**
   * @internal The fault that strikes a command now.
   * @param isConnected Whether the command names a session that is connected.
   */
  drawForCommand(
    command: string,
    whatsappId: string | undefined,
    isConnected: boolean,
  ): CommandFault | undefined {
    return this.#commands.draw(command, whatsappId, ({ kind }) => {
      if (kind === 'early-ack') return command === 'send';
      return kind !== 'disconnect' || isConnected;
    });
  }

  /** @internal Where the generator of chances stands: set, the chances of another run go on. */
  get chances(): number {
    return this.#random.position;
  }

  set chances(position: number) {
    this.#random.position = position;
  }

  /** @internal The fault that strikes a delivery now; a truncated body may strike repeats too. */
  drawForWebhook(action: string, whatsappId: string, isRepeat: boolean): WebhookFault | undefined {
    return this.#webhooks.draw(action, whatsappId, ({ kind }) => !isRepeat || kind === 'truncate');
  }
}

function describe(
  target: ActiveFault['target'],
  rule: Rule<CommandFault | WebhookFault>,
  remove: () => void,
): ActiveFault {
  const { id, name, fault, scope } = rule;
  return {
    id,
    target,
    name,
    fault,
    scope,
    get struck() {
      return rule.struck;
    },
    remove,
  };
}
