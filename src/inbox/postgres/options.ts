/** How the database is reached, and bounds of the Postgres engine. */
export interface PostgresInboxOptions {
  /** Where it is: `postgres://user:password@host:5432/database`. */
  readonly connectionString: string;
  /** The schema of the tables, made when it is missing. Default `whatsgate`. */
  readonly schema?: string;
  /** Whether the schema is made when it is missing; without that, its absence is an error. Default true. */
  readonly create?: boolean;
  /** The most connections of this process, one more for notifications aside. Default 10. */
  readonly connections?: number;
  /**
   * How long an event waits to be written down before it is refused, in milliseconds; the gateway repeats it then.
   * Any other statement may take three times as long. Default 10,000.
   */
  readonly timeoutMs?: number;
  /** TLS, as the package `pg` takes it. */
  readonly ssl?: boolean | object;
  /** How many items run at once in this process, each of another conversation. Default 100. */
  readonly concurrency?: number;
  /** About how many items may wait or run, over all processes; more are refused, and the gateway repeats them. Default 1,000,000. */
  readonly capacity?: number;
  /** How long the id of an item that is done is remembered, to know repeats, in milliseconds. Default 7 days. Counts when the queue is made. */
  readonly rememberMs?: number;
  /** How often an item is tried that cannot be handled at all, before it is a dead letter. Default 10. */
  readonly attempts?: number;
  /** Told about failures of the connection between calls; it mends itself. Default nobody. */
  readonly onError?: (error: unknown) => void;
}
