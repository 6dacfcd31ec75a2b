import { LRUCache } from 'lru-cache';
import { pause } from '../whatsgate/pause';
import type { ChatAddress } from './accounts';
import { turnKey } from './event-key';
import type { Manners } from './options/manners';
import { closedBeforeSend } from './send-errors';
import type { SendingTurn } from './sending-turn';

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;
const REMEMBERED_CHATS = 10_000;

/** What pacing works with. */
export interface PacingParts {
  readonly manners: Manners;
  /** Takes a place in an account's row of sends; gives the milliseconds until it. See `Inbox.reserve`. */
  readonly reserve: (account: string, perMinute: number) => Promise<number>;
  readonly showTyping: (address: ChatAddress) => void;
  /** Aborted when nobody waits for sends any more. */
  readonly closing: AbortSignal;
  /** In [0, 1). Default `Math.random`. */
  readonly random?: () => number;
}

/** Waits before messages go out, so that an account writes no faster than its user wants. */
export class Pacing {
  readonly #parts: PacingParts;
  readonly #random: () => number;
  /** When the last message of a chat went out, by the clock that is never set. */
  readonly #lastSends = new LRUCache<string, number>({ max: REMEMBERED_CHATS });
  /** Chats in which somebody has written within the last day. */
  readonly #heard = new LRUCache<string, true>({ max: REMEMBERED_CHATS, ttl: DAY_MS });

  constructor(parts: PacingParts) {
    this.#parts = parts;
    this.#random = parts.random ?? Math.random;
  }

  /** Whether manners ask for any waiting at all. */
  static isWanted({ gapMs, pausePerCharacterMs, perMinute, proactiveGapMs }: Manners): boolean {
    return gapMs > 0 || pausePerCharacterMs > 0 || perMinute > 0 || proactiveGapMs > 0;
  }

  /** Notes that somebody has written: answers are not proactive. */
  hear(address: ChatAddress): void {
    this.#heard.set(turnKey(address), true);
  }

  /**
   * Waits until a message may go out. Messages of one chat have to ask one after another.
   * @throws WhatsGateClosedError when the adapter closes meanwhile; nothing was sent then.
   */
  async beforeSend(text: string, address: ChatAddress, turn: SendingTurn): Promise<void> {
    const chat = turnKey(address);
    const { manners } = this.#parts;
    if (manners.proactiveGapMs > 0) await this.#paceProactive(address.whatsappId, chat, turn);
    const gapMs = this.#gapLeft(chat);
    const typingMs = this.#typingTime(text);
    if (typingMs > 0) this.#parts.showTyping(address);
    await this.#wait(Math.max(gapMs, typingMs));
    if (manners.perMinute > 0) await this.#wait(await this.#capped(address.whatsappId));
    this.#lastSends.set(chat, performance.now());
  }

  /** The first message of a turn that no event started waits for its place, unless the person is in a conversation. */
  async #paceProactive(account: string, chat: string, turn: SendingTurn): Promise<void> {
    if (turn.itemId !== undefined || turn.paced === true || this.#heard.has(chat)) return;
    turn.paced = true;
    const { proactiveGapMs, jitter } = this.#parts.manners;
    const spreadMs = proactiveGapMs * jitter;
    // Places are as far apart as gap and spread together, so that what the spread adds never makes a gap too short.
    const placeMs = await this.#parts.reserve(
      `${account} proactive`,
      MINUTE_MS / (proactiveGapMs + spreadMs),
    );
    await this.#wait(placeMs + this.#random() * spreadMs);
  }

  #gapLeft(chat: string): number {
    const { gapMs, jitter } = this.#parts.manners;
    const last = this.#lastSends.get(chat);
    if (gapMs === 0 || last === undefined) return 0;
    return last + gapMs * (1 + this.#random() * jitter) - performance.now();
  }

  #typingTime(text: string): number {
    const { pausePerCharacterMs, longestPauseMs, jitter } = this.#parts.manners;
    if (pausePerCharacterMs === 0) return 0;
    const spread = 1 + (this.#random() * 2 - 1) * jitter;
    return Math.min(longestPauseMs, pausePerCharacterMs * text.length) * spread;
  }

  /**
   * The row of places gives no burst by itself: it is read as if it had begun that many places earlier. Places are
   * so far apart that a full burst and what follows it are no more than the cap in any minute.
   */
  async #capped(account: string): Promise<number> {
    const { perMinute } = this.#parts.manners;
    const burst = Math.min(this.#parts.manners.burst, perMinute);
    const places = perMinute - burst + 1;
    const placeMs = await this.#parts.reserve(account, places);
    return placeMs - (burst - 1) * (MINUTE_MS / places);
  }

  async #wait(milliseconds: number): Promise<void> {
    const { closing } = this.#parts;
    if (milliseconds > 0) await pause(milliseconds, closing);
    if (closing.aborted) throw closedBeforeSend();
  }
}
