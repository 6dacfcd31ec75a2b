import { silentLogger, type Logger } from '../../whatsgate/logger';
import { methodsOf } from './rules';

/** What is told about the work. */
export interface LoggingOptions {
  /** Where log lines go. Default nowhere. */
  readonly logger?: Logger;
}

/** The same, read. */
export interface LoggingSettings {
  readonly logger: Logger;
}

/** What these options have to look like. */
export const loggingShape = {
  logger: methodsOf('debug', 'info', 'warn', 'error').optional(),
};

/** Fills in what was left out of checked options. */
export function readLoggingOptions({ logger }: LoggingOptions): LoggingSettings {
  return { logger: logger ?? silentLogger };
}
