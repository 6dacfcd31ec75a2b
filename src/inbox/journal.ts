/** A message that a turn is about to send. */
export interface SendIntent {
  readonly whatsappId: string;
  readonly chatId: string;
  /** What kind of message it is, such as `text` or `image`. */
  readonly kind: string;
  /** Its text or caption, as far as it is needed to find it again; at most 65,536 characters are kept. */
  readonly text?: string | undefined;
}

/** How a send ended. */
export type SendOutcome =
  /** It went out under this id. */
  | { readonly status: 'sent'; readonly messageId: string }
  /** Nothing was sent, for certain. */
  | { readonly status: 'refused'; readonly error: string }
  /** Nobody can know: the connection broke, or the gateway failed, after the request was written. */
  | { readonly status: 'unknown'; readonly error: string };

/** One send of a turn, as the journal has it. */
export interface SentRecord {
  /** Its place in the turn, from 0. */
  readonly ordinal: number;
  readonly intent: SendIntent;
  /** Left out when the process died before it could be written down. */
  readonly outcome?: SendOutcome | undefined;
}

/**
 * What each item has sent, written down before and after every send. It outlives the process, so that a turn that
 * was cut off is not said twice. Entries go when their item is forgotten.
 */
export interface SendJournal {
  /** Writes down that a send begins. Resolves when that is durable: only then may it go out. */
  begin(itemId: string, ordinal: number, intent: SendIntent): Promise<void>;
  /** Writes down how it ended. May resolve before that is durable: a lost outcome counts as one that nobody knows. */
  end(itemId: string, ordinal: number, outcome: SendOutcome): Promise<void>;
  /** All sends of an item, in order. */
  of(itemId: string): Promise<readonly SentRecord[]>;
}

/** Whether a send may have reached somebody. */
export function mayHaveArrived({ outcome }: SentRecord): boolean {
  return outcome?.status !== 'refused';
}

/** The longest text of a send that is kept, in UTF-16 units: the longest message of WhatsApp, so that any is found again. */
export const LONGEST_KEPT_TEXT = 65_536;
