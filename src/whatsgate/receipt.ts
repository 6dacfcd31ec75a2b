/** What became of a message on its way to the recipient's eyes. */
export type ReceiptStatus = 'failed' | 'pending' | 'sent' | 'delivered' | 'read' | 'played';

const STATUS_OF_ACK: readonly ReceiptStatus[] = ['pending', 'sent', 'delivered', 'read', 'played'];

/**
 * The meaning of an `ack` number. WhatsGate prints no table; this is the one of the library that it
 * shows every sign of running on: below 0 failed, 0 pending, 1 reached the server, 2 the phone, 3 read, 4 played.
 * Gives `undefined` for numbers outside it (5 is synchronisation between one's own devices).
 */
export function receiptStatus(ack: number): ReceiptStatus | undefined {
  return ack < 0 ? 'failed' : STATUS_OF_ACK[ack];
}

/**
 * Whether a new `ack` tells more than the best one so far. Receipts skip, repeat and overtake each other:
 * the highest stands, and a failure counts only while nothing has reached the server.
 */
export function isProgress(known: number | undefined, next: number): boolean {
  if (known === undefined) return true;
  if (next < 0) return known === 0;
  // "Pending" after a failure is a late receipt: only a message that reached the server takes a failure back.
  return next > Math.max(known, 0);
}
