/** Facts that go with a log line. They never hold a key, a full phone number or a message body. */
export type LogFields = Readonly<Record<string, unknown>>;

/** What the adapter writes its log to. The console, pino and winston fit behind a line each. */
export interface Logger {
  debug(message: string, fields?: LogFields): void;
  info(message: string, fields?: LogFields): void;
  warn(message: string, fields?: LogFields): void;
  error(message: string, fields?: LogFields): void;
}

const nothing = (): void => undefined;

/** The default: says nothing. */
export const silentLogger: Logger = { debug: nothing, info: nothing, warn: nothing, error: nothing };
