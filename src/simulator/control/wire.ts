import type { SessionStatus } from '../accounts';
import type { Assumptions, ChoiceAssumption, NumberAssumption } from '../assumptions';
import type { Delivery } from '../delivery';
import type { ActiveFault } from '../faults';
import type { SimulatedMessage } from '../messages';
import type { AutomaticAck } from '../options';

/** Where the page is. */
export const PAGE_PATH = '/_simulator/';

/** Where the control plane is. */
export const CONTROL_PATH = '/_simulator/api/';

/** An account, as the page shows it. */
export interface AccountView {
  readonly whatsappId: string;
  readonly name: string;
  readonly status: SessionStatus;
  readonly webhook: string | null;
}

/** A person whom the page can play. */
export interface ContactView {
  /** Chat id. */
  readonly id: string;
  readonly number: string;
  readonly name: string;
}

/** A chat of an account. */
export interface ChatView {
  /** WhatsappID. */
  readonly account: string;
  readonly id: string;
  readonly name: string;
  readonly isGroup: boolean;
  readonly isReadOnly: boolean;
  /** Unix time of the last message in seconds. */
  readonly timestamp: number;
  /** Milliseconds since 1970, by the simulator's clock, until which "typing" is shown. */
  readonly typingUntil: number;
  /** Groups only: chat ids of the members, the account's own first. */
  readonly participants?: readonly string[];
}

/** A message, without the bytes of its file; its body is cut after 20,000 characters. */
export interface MessageView extends Omit<SimulatedMessage, 'shortId' | 'media' | 'isEdited' | 'isDeleted'> {
  readonly isEdited: boolean;
  readonly isDeleted: boolean;
  readonly media?: { readonly mimetype: string; readonly filename?: string; readonly bytes: number };
}

/** One line of the timeline: a webhook request, an API request, or an event without a request. */
export interface EntryView {
  /** `w12`, `r3` or `e501`. */
  readonly id: string;
  readonly kind: 'webhook' | 'api' | 'event';
  /** Event action or command. */
  readonly name: string;
  /** Milliseconds since 1970, by the simulator's clock. */
  readonly at: number;
  readonly isPending: boolean;
  readonly account?: string;
  /** Long id of the message that it belongs to. */
  readonly messageId?: string;
  readonly eventId?: number;
  readonly attempt?: number;
  readonly status?: number;
  readonly durationMs?: number;
  /** Webhooks only: whether the answer was the one that the gateway wants. */
  readonly isAcknowledged?: boolean;
  readonly fault?: string;
  readonly error?: string;
  /** Events only; missing while the delivery is under way. */
  readonly outcome?: Delivery['outcome'];
  /** The beginning of what was sent, for the list and for the search. */
  readonly excerpt: string;
}

/** Everything about an entry. */
export interface EntryDetail {
  readonly entry: EntryView;
  readonly request: {
    readonly method: string;
    readonly url: string;
    readonly headers: Readonly<Record<string, string>>;
    readonly body: unknown;
  };
  readonly answer?: {
    readonly status?: number;
    readonly headers?: Readonly<Record<string, string>>;
    readonly body?: unknown;
  };
}

/** A fault that is set. */
export type FaultView = Omit<ActiveFault, 'remove'>;

/** What kind of clock the simulator has, and how it stands. */
export interface ClockView {
  /** `real` cannot be changed, `manual` only moved on, `steerable` stopped as well. */
  readonly kind: 'real' | 'manual' | 'steerable';
  readonly isPaused: boolean;
}

/** Everything that the page shows. Lists are oldest first. */
export interface ControlState {
  /** Milliseconds since 1970, by the simulator's clock. */
  readonly now: number;
  readonly clock: ClockView;
  /** Whether the gateway is restarting. */
  readonly isDown: boolean;
  readonly baseUrl: string;
  readonly apiKey: string;
  readonly accounts: readonly AccountView[];
  readonly contacts: readonly ContactView[];
  readonly chats: readonly ChatView[];
  readonly messages: readonly MessageView[];
  readonly timeline: readonly EntryView[];
  readonly faults: readonly FaultView[];
  readonly assumptions: Assumptions;
  readonly automaticAcks: readonly AutomaticAck[];
}

/** What has changed since the last one: records replace those with the same id, everything else replaces itself. */
export type ControlPatch = Partial<ControlState> & Pick<ControlState, 'now'>;

/** What never changes while a simulator runs. */
export interface ControlCatalogue {
  readonly assumptions: Readonly<
    Record<string, ChoiceAssumption<string | number | boolean> | NumberAssumption>
  >;
  readonly commands: readonly string[];
  readonly actions: readonly string[];
  /** How many messages, and how many entries of each kind, are kept. */
  readonly limits: { readonly messages: number; readonly entries: number };
}
