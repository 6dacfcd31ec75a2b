import { WhatsGateActivityError } from '../whatsgate/errors';
import { presentableCause } from '../whatsgate/redact';

/**
 * The bytes of a stream that a bot has given, until the deadline or the signal ends it. Text counts as UTF-8.
 * The stream is closed in any case.
 */
export async function* guardedPieces(
  pieces: AsyncIterable<unknown>,
  timeoutMs: number,
  signal?: AbortSignal,
): AsyncGenerator<Uint8Array, void, undefined> {
  const iterator = pieces[Symbol.asyncIterator]();
  let stopped: Error | undefined;
  let giveUp: (error: Error) => void = () => undefined;
  const stop = (error: Error): void => {
    stopped = error;
    giveUp(error);
  };
  const cancel = (): void => stop(unreadable('the send was cancelled'));
  const timer = setTimeout(() => stop(unreadable(`it took longer than ${timeoutMs} ms`)), timeoutMs);
  if (signal?.aborted === true) cancel();
  else signal?.addEventListener('abort', cancel, { once: true });
  try {
    for (;;) {
      if (stopped !== undefined) throw stopped;
      // Not a race against one promise for all pieces: that would keep each of them until the end.
      const next = await new Promise<IteratorResult<unknown>>((resolve, reject) => {
        giveUp = reject;
        iterator.next().then(resolve, reject);
      });
      if (next.done === true) return;
      yield bytesOf(next.value);
    }
  } catch (error) {
    throw error instanceof WhatsGateActivityError ? error : unreadable('it failed', error);
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener('abort', cancel);
    closeStream(pieces, iterator);
  }
}

/**
 * Lets go of a stream, and of the iterator that reads it. Asked to return, an iterator waits for the piece that it was
 * asked for; a stream that hangs has to be destroyed.
 */
export function closeStream(pieces: AsyncIterable<unknown>, iterator?: AsyncIterator<unknown>): void {
  const { destroy } = pieces as { readonly destroy?: unknown };
  if (typeof destroy === 'function') destroy.call(pieces);
  else void Promise.resolve(iterator?.return?.()).catch(() => undefined);
}

function bytesOf(piece: unknown): Uint8Array {
  if (piece instanceof Uint8Array) return piece;
  if (typeof piece === 'string') return Buffer.from(piece);
  if (piece instanceof ArrayBuffer) return new Uint8Array(piece);
  throw unreadable('it gave something that is neither bytes nor text');
}

function unreadable(reason: string, cause?: unknown): WhatsGateActivityError {
  return new WhatsGateActivityError(`The stream of an attachment could not be read: ${reason}.`, {
    ...(cause === undefined ? {} : { cause: presentableCause(cause, []) }),
  });
}
