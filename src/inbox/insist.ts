import { pause } from '../whatsgate/pause';

const FIRST_PAUSE_MS = 100;
const LONGEST_PAUSE_MS = 2000;

/**
 * Does what must not be left undone, such as writing down that an item is finished, as often as it takes.
 *
 * @param signal ends the attempts, because the inbox closes or the item is not ours any more.
 * @returns what came out, or undefined when the signal came first.
 */
export async function insist<Result>(
  work: () => Promise<Result>,
  signal: AbortSignal,
): Promise<Result | undefined> {
  for (let pauseMs = FIRST_PAUSE_MS; !signal.aborted; pauseMs = Math.min(pauseMs * 2, LONGEST_PAUSE_MS)) {
    try {
      return await work();
    } catch {
      await pause(pauseMs, signal);
    }
  }
  return undefined;
}
