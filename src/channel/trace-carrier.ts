import type { DeadLetter, DeadLetters } from '../inbox/dead-letters';
import { isRecord, type JsonRecord } from '../whatsgate/json';

/** Where the context of a trace travels in the data of an inbox item, beside what the gateway gave. */
const CARRIER = 'trace_context';

/** The data of an inbox item: an event, and the context of its trace. */
export function withCarrier(event: JsonRecord, carrier: Readonly<Record<string, string>>): JsonRecord {
  return { ...event, [CARRIER]: carrier };
}

/** The context of a trace, if the data of an inbox item has one. */
export function carrierIn(data: unknown): JsonRecord | undefined {
  const carrier = isRecord(data) ? data[CARRIER] : undefined;
  return isRecord(carrier) ? carrier : undefined;
}

/** The event in the data of an inbox item, as the gateway gave it. */
export function eventIn(data: unknown): unknown {
  if (!isRecord(data) || !(CARRIER in data)) return data;
  return Object.fromEntries(Object.entries(data).filter(([name]) => name !== CARRIER));
}

/** Dead letters with their events as the gateway gave them. A replay still belongs to the trace of its event. */
export function withoutCarriers(dead: DeadLetters): DeadLetters {
  const clean = (letter: DeadLetter): DeadLetter => ({ ...letter, data: eventIn(letter.data) });
  return {
    list: async (query) => (await dead.list(query)).map(clean),
    get: async (id) => {
      const letter = await dead.get(id);
      return letter && clean(letter);
    },
    replay: (id) => dead.replay(id),
    drop: (id) => dead.drop(id),
  };
}
