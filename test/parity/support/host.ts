import type { OutboundActivity } from '../../../src/activity/types';
import type { StoredReference } from '../../../src/channel/reference';
import type {
  Polling,
  ResolvedFile,
  WebhookRequest,
  WebhookResponse,
  WhatsGateAdapterOptions,
} from '../../../src/exports';

/** The parts of an activity that both SDKs have under the same names. */
export interface SeenActivity {
  readonly type?: string;
  readonly id?: string;
  readonly name?: string;
  readonly text?: string;
  readonly channelId?: string;
  readonly serviceUrl?: string;
  readonly from?: { readonly id?: string; readonly name?: string };
  readonly recipient?: { readonly id?: string; readonly name?: string };
  readonly conversation?: { readonly id: string; readonly isGroup?: boolean };
  readonly replyToId?: string;
  readonly value?: unknown;
  readonly attachments?: { contentType: string; contentUrl?: string; content?: unknown; name?: string }[];
  readonly membersAdded?: { readonly id?: string }[];
  readonly reactionsAdded?: { readonly type: string }[];
  readonly channelData?: unknown;
}

/** A turn, whichever SDK runs it. */
export interface Turn {
  readonly activity: SeenActivity;
  readonly responded: boolean;
  /** Sends one activity and gives the id of the message. */
  send(activity: string | OutboundActivity): Promise<string>;
  /** Sends several by one call and gives their ids. */
  sendAll(activities: readonly OutboundActivity[]): Promise<string[]>;
  update(activity: OutboundActivity): Promise<unknown>;
  delete(id: string): Promise<unknown>;
  /** The conversation reference, as a store gives it back. */
  reference(): StoredReference;
}

/** A bot's logic, whichever SDK runs it. */
export type Logic = (turn: Turn) => Promise<void>;

/** An adapter of either SDK. */
export interface HostedAdapter {
  process(request: WebhookRequest, response: WebhookResponse, logic: Logic): Promise<void>;
  processEvent(payload: unknown, logic: Logic): Promise<void>;
  poll(logic: Logic, since: Date): Polling;
  continueConversation(reference: StoredReference, logic: Logic): Promise<void>;
  createConversation(memberId: string, first: OutboundActivity | undefined, logic: Logic): Promise<void>;
  download(attachment: NonNullable<SeenActivity['attachments']>[number]): Promise<ResolvedFile>;
  onTurnError(handle: (turn: Turn, error: unknown) => Promise<void>): void;
  /** Puts a step before the logic of every turn. */
  use(step: (turn: Turn, next: () => Promise<void>) => Promise<void>): void;
  onError(listener: (error: unknown) => void): void;
  close(graceMs?: number): Promise<number>;
}

/** One of the SDKs. */
export interface Host {
  readonly name: string;
  open(options: WhatsGateAdapterOptions): HostedAdapter;
}
