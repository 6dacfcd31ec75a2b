import { Command, CommanderError } from 'commander';
import { addChats } from './commands/chats';
import { addCheck } from './commands/check';
import { addDead } from './commands/dead';
import { addInbox } from './commands/inbox';
import { addMigrate } from './commands/migrate';
import { addPoll } from './commands/poll';
import { addSend } from './commands/send';
import { addSessions } from './commands/sessions';
import { addSetHook } from './commands/set-hook';
import { addSimulate } from './commands/simulate';
import type { AddCommand, CliContext } from './context';
import { EXIT_CODES, exitReasonOf } from './exit-codes';
import { Report, type Terminal } from './terminal';

/** The commands, in the order in which the help shows them. */
const COMMANDS: readonly AddCommand[] = [
  addSimulate,
  addPoll,
  addSend,
  addCheck,
  addChats,
  addSessions,
  addSetHook,
  addDead,
  addInbox,
  addMigrate,
];

/** Where the help says more. */
const FOOTER = `
Exit codes: ${Object.entries(EXIT_CODES)
  .map(([reason, code]) => `${code} ${reason}`)
  .join(', ')}.`;

function createProgram(context: CliContext, version: string): Command {
  const program = new Command('botbuilder-adapter-whatsgate')
    .description('WhatsGate for bot developers: a simulator, polling without a public URL, and commands.')
    .version(version)
    .exitOverride()
    .showHelpAfterError('(add --help for what is possible)')
    .configureOutput({
      writeOut: (text) => void context.terminal.output.write(text),
      writeErr: (text) => void context.terminal.errors.write(text),
      outputError: (text, write) => write(context.report.clean(text)),
    })
    .addHelpText('after', FOOTER);
  for (const add of COMMANDS) add(program, context);
  for (const command of program.commands) {
    command.option('--json', 'results as JSON, for scripts', false).hook('preAction', (_program, action) => {
      context.report.isJson = action.opts<{ json: boolean }>().json;
    });
  }
  return program;
}

/** The commands with their options, as the documents have to name them. */
export function commandsOf(): readonly Command[] {
  const output = { write: () => true };
  const terminal = { output, errors: output, environment: {}, stopped: new AbortController().signal };
  return createProgram({ terminal, report: new Report(terminal), setExitCode: () => undefined }, '').commands;
}

/**
 * Runs one command line. Never rejects: what went wrong is told on `terminal.errors`.
 * @param words What was typed after the program's name.
 * @param version What `--version` says.
 * @returns The exit code.
 */
export async function runCommandLine(
  words: readonly string[],
  terminal: Terminal,
  version: string,
): Promise<number> {
  let exitCode: number = EXIT_CODES.done;
  const report = new Report(terminal);
  const setExitCode = (code: number): void => {
    exitCode = code;
  };
  try {
    await createProgram({ terminal, report, setExitCode }, version).parseAsync(words, { from: 'user' });
    return exitCode;
  } catch (error) {
    // The library has said already what it did not understand; help and version end this way too.
    if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT_CODES.done : EXIT_CODES.usage;
    const reason = exitReasonOf(error);
    const message = error instanceof Error ? error.message : String(error);
    report.failure({ reason, code: EXIT_CODES[reason], message });
    return EXIT_CODES[reason];
  }
}
