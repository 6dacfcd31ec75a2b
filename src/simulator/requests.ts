import { BoundedList } from './bounded-list';
import type { ChangeFeed } from './changes';
import type { CommandFault } from './faults';
import type { Limits } from './options';

/** An API request and its answer, with nothing hidden. The answer's fields are missing until it is given. */
export interface RequestRecord {
  /** 1 for the first request. */
  readonly number: number;
  /** `send`, `check`, …; whatever the path named when it is no command. */
  readonly command: string;
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  /** The parsed JSON, or the text where it was none. */
  readonly body: unknown;
  /** Milliseconds since 1970, by the simulator's clock. */
  readonly startedAt: number;
  /** HTTP status of the answer. */
  status?: number;
  /** The answer's JSON or text as it was meant; a fault may have kept it from arriving. */
  answer?: unknown;
  /** Real milliseconds from the request's arrival to the answer. */
  durationMs?: number;
  /** The fault that struck it. */
  fault?: CommandFault['kind'];
  /** Long id of the message that it sent. */
  messageId?: string;
}

/** The latest API requests. */
export class RequestLog {
  readonly #records: BoundedList<RequestRecord>;
  readonly #changes: ChangeFeed;
  #count = 0;

  constructor(limits: Limits, changes: ChangeFeed) {
    this.#changes = changes;
    this.#records = new BoundedList({ entries: limits.requests, bytes: limits.storedBytes });
  }

  get all(): readonly RequestRecord[] {
    return this.#records.items;
  }

  /** Starts the record of a request. */
  add(request: Omit<RequestRecord, 'number'>, bytes: number): RequestRecord {
    this.#count += 1;
    const record: RequestRecord = { number: this.#count, ...request };
    this.#records.add(record, bytes);
    this.#changes.tell('request', String(record.number));
    return record;
  }

  /** Completes a record with the answer. */
  complete(
    record: RequestRecord,
    answer: Pick<Required<RequestRecord>, 'status' | 'answer' | 'durationMs'>,
    bytes: number,
  ): void {
    Object.assign(record, answer);
    this.#records.grow(record, bytes);
    this.#changes.tell('request', String(record.number));
  }

  /** How many requests there were, forgotten ones included. */
  get count(): number {
    return this.#count;
  }

  /** Takes over the records of an earlier run; numbers go on after `count`. */
  restore(records: readonly RequestRecord[], count: number): void {
    this.#count = records.reduce((last, { number }) => Math.max(last, number), count);
    for (const record of records) this.#records.add(record, JSON.stringify(record).length);
  }

  clear(): void {
    this.#records.clear();
  }
}
