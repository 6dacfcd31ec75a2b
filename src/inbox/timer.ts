/** The longest time that a timer can be set to, in milliseconds (24.8 days). Node fires a longer one after 1 ms. */
export const LONGEST_TIMER_MS = 2 ** 31 - 1;
