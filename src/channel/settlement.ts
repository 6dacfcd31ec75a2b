import { chatOfEvent } from '../activity/inbound';
import type { SentRecord } from '../inbox/journal';
import type { WhatsGateClient } from '../whatsgate/client';
import { parseEvent, type GatewayEvent } from '../whatsgate/event';
import type { Logger } from '../whatsgate/logger';
import { pause } from '../whatsgate/pause';
import { presentableCause } from '../whatsgate/redact';
import type { GatewayMessage } from '../whatsgate/wire';
import type { SentMessages } from './sent-messages';

/** A send of which nobody knows whether it arrived. */
export interface AmbiguousSend {
  readonly whatsappId: string;
  readonly chatId: string;
  /** The text or caption; empty for a file without one. */
  readonly text: string;
  readonly isFile: boolean;
  /** When it began, in milliseconds of the own clock. */
  readonly begunAt: number;
}

/** What settling works with. */
export interface SettlementParts {
  readonly client: Pick<WhatsGateClient, 'getEvents'>;
  readonly sentMessages: SentMessages;
  readonly logger: Logger;
  /** The longest to look for a message, in milliseconds. */
  readonly timeoutMs: number;
  /** Aborted when nobody waits for sends any more. */
  readonly closing: AbortSignal;
}

/** How far the gateway's clock may be behind the own one. Events of an earlier time tell of another message. */
const CLOCK_TOLERANCE_MS = 5000;
const FIRST_LOOK_AFTER_MS = 1000;
const PAGE_SIZE = 100;
const MOST_PAGES = 10;

interface Open {
  readonly send: AmbiguousSend;
  readonly found: (messageId: string) => void;
}

/**
 * Finds out whether a message went out although its send failed: in the events that arrive, and by asking for past
 * ones. A message that is found was sent. One that is not found may have been sent all the same.
 */
export class Settlement {
  readonly #parts: SettlementParts;
  readonly #open = new Set<Open>();

  constructor(parts: SettlementParts) {
    this.#parts = parts;
  }

  /** Looks at an event that arrived. Costs nothing while no send is in doubt. */
  observe(event: GatewayEvent): void {
    if (this.#open.size === 0) return;
    for (const { send, found } of this.#open) {
      const messageId = this.#match(event, send);
      if (messageId === undefined) continue;
      if (!this.#parts.sentMessages.isShared) found(messageId);
      else void this.#isFree(messageId).then((isFree) => (isFree ? found(messageId) : undefined));
    }
  }

  /** The long id of the message if it turns out to have been sent; `undefined` when it cannot be found. Never rejects. */
  async settle(send: AmbiguousSend): Promise<string | undefined> {
    const { timeoutMs, closing, logger } = this.#parts;
    let messageId: string | undefined;
    const arrived = new AbortController();
    const open: Open = {
      send,
      found: (id) => {
        const { sentMessages } = this.#parts;
        if (messageId !== undefined || sentMessages.has(id)) return;
        messageId = id;
        // Remembered at once, so that no other send with this text is taken for the same message.
        sentMessages.remember(id);
        arrived.abort();
      },
    };
    this.#open.add(open);
    const ends = AbortSignal.any([arrived.signal, closing]);
    const isOver = (): boolean => ends.aborted;
    try {
      let waitedMs = 0;
      for (let pauseMs = FIRST_LOOK_AFTER_MS; waitedMs < timeoutMs && !isOver(); pauseMs *= 2) {
        const nextMs = Math.min(pauseMs, timeoutMs - waitedMs);
        await pause(nextMs, ends);
        waitedMs += nextMs;
        if (isOver()) continue;
        const listed = await this.#lookUp(send, (id) => this.#isFree(id));
        if (listed !== undefined) open.found(listed);
      }
    } finally {
      this.#open.delete(open);
    }
    logger.info(
      messageId === undefined
        ? 'A message whose send failed was not found among the events; it may have been sent all the same.'
        : 'A message whose send failed was found among the events: it was sent.',
      { whatsappId: send.whatsappId },
    );
    return messageId;
  }

  /**
   * What an interrupted turn has sent, after one look at past events for the sends whose end nobody wrote down.
   * @param since when the turn's event happened; nothing of it was sent before. Never rejects.
   */
  async settleRecords(records: readonly SentRecord[], since: Date): Promise<readonly SentRecord[]> {
    const { sentMessages } = this.#parts;
    for (const { outcome } of records)
      if (outcome?.status === 'sent') sentMessages.remember(outcome.messageId);
    const settled: SentRecord[] = [];
    for (const record of records) {
      const { intent, outcome } = record;
      const isOpen = outcome === undefined || outcome.status === 'unknown';
      const messageId = isOpen
        ? await this.#lookUp(
            {
              whatsappId: intent.whatsappId,
              chatId: intent.chatId,
              text: intent.text ?? '',
              isFile: intent.kind !== 'text',
              begunAt: since.getTime(),
            },
            // The process that died may have had the answer and told the others of it, but not the journal.
            () => Promise.resolve(true),
          )
        : undefined;
      if (messageId !== undefined) sentMessages.remember(messageId);
      settled.push(messageId === undefined ? record : { ...record, outcome: { status: 'sent', messageId } });
    }
    return settled;
  }

  /** @param isFree whether a message that fits may be the one. */
  async #lookUp(
    send: AmbiguousSend,
    isFree: (messageId: string) => Promise<boolean>,
  ): Promise<string | undefined> {
    const since = new Date(send.begunAt - CLOCK_TOLERANCE_MS);
    try {
      for (let page = 1; page <= MOST_PAGES; page += 1) {
        const query = { whatsappId: send.whatsappId, since, pageSize: PAGE_SIZE, page };
        const { items, pages } = await this.#parts.client.getEvents(query, this.#parts.closing);
        for (const item of items) {
          const event = parseEvent(item);
          const messageId = event && this.#match(event, send);
          if (messageId !== undefined && (await isFree(messageId))) return messageId;
        }
        if (page >= pages || items.length === 0) break;
      }
    } catch (error) {
      this.#parts.logger.debug('Past events could not be asked for a message in doubt.', {
        reason: presentableCause(error, []),
      });
    }
    return undefined;
  }

  /** Whether no other send had the message for an answer, in this process or another. */
  async #isFree(messageId: string): Promise<boolean> {
    return !(await this.#parts.sentMessages.isKnown(messageId));
  }

  #match(event: GatewayEvent, send: AmbiguousSend): string | undefined {
    if (event.kind !== 'sent' && event.kind !== 'create' && event.kind !== 'ack') return undefined;
    if (event.whatsappId !== send.whatsappId || chatOfEvent(event) !== send.chatId) return undefined;
    const { message } = event;
    const messageId = event.kind === 'ack' ? event.messageId : message?.id;
    if (message === undefined || messageId?.startsWith('true_') !== true) return undefined;
    if (this.#parts.sentMessages.has(messageId) || !isSameContent(message, send)) return undefined;
    // The time of an ack is that of the receipt, so the message's own counts where there is one.
    const at = message.timestamp === undefined ? event.date?.getTime() : message.timestamp * 1000;
    return at === undefined || at >= send.begunAt - CLOCK_TOLERANCE_MS ? messageId : undefined;
  }
}

/** The gateway tells a file by its kind, and may cut blanks off a text. */
function isSameContent(message: GatewayMessage, { text, isFile }: AmbiguousSend): boolean {
  const isFileThere = message.hasMedia === true || (message.type !== undefined && message.type !== 'chat');
  return isFile === isFileThere && (message.body ?? '').trim() === text.trim();
}
