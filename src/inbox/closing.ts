import { setMaxListeners } from 'node:events';

/**
 * What ends all waiting at once. Any number of turns and sends may wait at a time, and each listens; Node would take
 * more than ten listeners for a leak.
 */
export function createClosing(): AbortController {
  const closing = new AbortController();
  setMaxListeners(0, closing.signal);
  return closing;
}
