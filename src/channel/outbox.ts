import type { Rendering } from '../activity/outbound';
import type { OutboundActivity, QuotePolicy } from '../activity/types';
import { Lanes } from '../inbox/lanes';
import type { WhatsGateClient } from '../whatsgate/client';
import { OutboxFullError, withSentIds } from '../whatsgate/errors';
import type { Logger } from '../whatsgate/logger';
import type { AccountGates } from './account-gates';
import type { Accounts } from './accounts';
import type { Choices } from './choices';
import { Delivery, type SentResource } from './delivery';
import type { FileParts } from './file-message';
import type { Pacing } from './pacing';
import { byConversation, isTyping, pack } from './parcel';
import { sentIdsOf } from './send-errors';
import type { SendingTurn } from './sending-turn';
import type { Settlement } from './settlement';
import type { SentMessages } from './sent-messages';
import { Strangers } from './strangers';
import type { Telemetry } from './telemetry';
import type { TypingIndicator } from './typing';

/** What an outbox holds right now. */
export interface OutboxStatus {
  /** Activities that wait or are being sent. */
  readonly queued: number;
  /** How many may. */
  readonly capacity: number;
  /** Accounts that are disconnected: their sends wait. */
  readonly paused: readonly string[];
}

/** What the outbox works with. */
export interface OutboxParts {
  readonly client: Pick<WhatsGateClient, 'send'>;
  readonly accounts: Accounts;
  readonly media: FileParts;
  readonly sentMessages: SentMessages;
  readonly logger: Logger;
  readonly quoteReplies: QuotePolicy;
  readonly async: boolean;
  readonly typing: TypingIndicator;
  readonly gates: AccountGates;
  /** Left out when nothing is measured. */
  readonly telemetry?: Telemetry | undefined;
  /** Told of every send that fails. */
  readonly onFailure?: ((error: unknown) => void) | undefined;
  /** How many activities may wait. */
  readonly outboxCapacity: number;
  /** Left out when messages in doubt are not looked for. */
  readonly settlement?: Settlement | undefined;
  /** Left out when nothing has to wait. */
  readonly pacing?: Pacing | undefined;
  readonly rendering: Rendering;
  /** Remembers what is offered to choose from, if anything does. */
  readonly choices?: Choices | undefined;
}

/**
 * Sends activities: one send at a time per conversation, in the order in which they were given, also when a bot
 * sends several at once without waiting.
 */
export class Outbox {
  readonly #parts: OutboxParts;
  readonly #lanes = new Lanes();
  readonly #strangers = new Strangers();
  readonly #delivery: Delivery;
  #queued = 0;

  constructor(parts: OutboxParts) {
    this.#parts = parts;
    this.#delivery = new Delivery({ ...parts, strangers: this.#strangers });
  }

  /** The chat of a phone number. The first message to it goes out by number, as the gateway wants it for strangers. */
  openByNumber(whatsappId: string, number: string): string {
    return this.#strangers.open(whatsappId, number);
  }

  /**
   * Sends activities in order. Everything is read from them before the first pause: the turn may end meanwhile.
   *
   * @returns one answer per activity, in the same order; `{ id: '' }` for what is not sent.
   * @throws OutboxFullError when too many wait already, WhatsGateError with `sentIds`: the messages that went out
   * before the failure.
   */
  async send(activities: readonly OutboundActivity[], turn: SendingTurn): Promise<SentResource[]> {
    const answers = activities.map((): SentResource => ({ id: '' }));
    const parcels = activities
      .map((activity, index) => pack(activity, index, turn, this.#parts))
      .filter((parcel) => parcel !== undefined);
    const { length } = parcels;
    this.#makeRoom(length);
    this.#queued += length;
    turn.record?.callBegins();
    try {
      for (const { lane, group } of byConversation(parcels)) {
        if (group.every(isTyping)) for (const { address } of group) this.#parts.typing.show(address);
        else await this.#lanes.run(lane, () => this.#delivery.deliver(group, turn, answers));
      }
    } catch (error) {
      this.#parts.onFailure?.(error);
      throw withSentIds(error, [...answers.flatMap(idsOf), ...sentIdsOf(error)]);
    } finally {
      this.#queued -= length;
      turn.record?.callEnds();
    }
    return answers;
  }

  /** What waits and is being sent. */
  status(): OutboxStatus {
    const { outboxCapacity, gates } = this.#parts;
    return { queued: this.#queued, capacity: outboxCapacity, paused: gates.closed };
  }

  /** Resolves when nothing is being sent any more. */
  idle(): Promise<void> {
    return this.#lanes.idle();
  }

  /** One call may always send, however much it sends: only what waits is bounded. */
  #makeRoom(count: number): void {
    const { outboxCapacity } = this.#parts;
    if (this.#queued === 0 || this.#queued + count <= outboxCapacity) return;
    throw new OutboxFullError(
      `The outbox holds ${this.#queued} activities and may hold ${outboxCapacity} (option outboxCapacity). ` +
        'The gateway is slower than the bot, an account is disconnected, or manners hold it back. Nothing of these was sent.',
      { retryable: true },
    );
  }
}

function idsOf({ id, ids }: SentResource): string[] {
  return ids ?? (id === '' ? [] : [id]);
}
