import { LONGEST_TIMER_MS } from '../whatsgate/pause';

const LATE = Symbol('late');

/** Resolves when the work has ended or the time is over, whichever comes first. */
export async function waitAtMost(work: Promise<unknown>, milliseconds: number): Promise<void> {
  await inTime(work, milliseconds);
}

/** What the work gives. @throws what `late` makes when it has not ended in time; it may go on after that. */
export async function withDeadline<Result>(
  work: Promise<Result>,
  milliseconds: number,
  late: () => Error,
): Promise<Result> {
  const result = await inTime(work, milliseconds);
  if (result === LATE) throw late();
  return result;
}

async function inTime<Result>(work: Promise<Result>, milliseconds: number): Promise<Result | typeof LATE> {
  let timer: NodeJS.Timeout | undefined;
  const end = new Promise<typeof LATE>((resolve) => {
    timer = setTimeout(() => resolve(LATE), Math.min(milliseconds, LONGEST_TIMER_MS));
  });
  try {
    return await Promise.race([work, end]);
  } finally {
    clearTimeout(timer);
  }
}
