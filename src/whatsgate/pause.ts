/** The longest time that a timer can be set to, in milliseconds (24.8 days). Node fires a longer one after 1 ms. */
export const LONGEST_TIMER_MS = 2 ** 31 - 1;

/** Waits so many milliseconds, or until the signal is aborted; never rejects. */
export function pause(milliseconds: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal?.aborted === true) {
      resolve();
      return;
    }
    const finish = (): void => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', finish);
      resolve();
    };
    const timer = setTimeout(finish, Math.min(milliseconds, LONGEST_TIMER_MS));
    signal?.addEventListener('abort', finish);
  });
}

/** Whether a signal is aborted by now. Asked through a function, because the signal changes while somebody waits. */
export function isAborted(signal: AbortSignal): boolean {
  return signal.aborted;
}
