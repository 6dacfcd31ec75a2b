import type { Command } from 'commander';
import type { Report, Terminal } from './terminal';

/** What every command is given. */
export interface CliContext {
  readonly terminal: Terminal;
  readonly report: Report;
  /** Sets what the process ends with when the command itself ends without an error. */
  setExitCode(code: number): void;
}

/** Adds one command to the program: what each file in `commands` exports. */
export type AddCommand = (program: Command, context: CliContext) => void;
