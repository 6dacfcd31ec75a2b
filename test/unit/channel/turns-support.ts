import type { Turns } from '../../../src/channel/turns';

/** Runs a turn of an event as the channel does, once the inbox has given it its place. */
export async function holding<Result>(
  turns: Turns,
  key: string,
  turn: () => Promise<Result>,
): Promise<Result> {
  const hold = turns.begin(key);
  try {
    return await turns.within(hold, turn);
  } finally {
    turns.end(hold);
  }
}
