import { runClients } from './clients';
import { runBacklog } from './backlog';
import { runMedia } from './media';
import { runInbox } from './inbox';
import { readOptions, USAGE, type Options } from './options';
import { runTurns } from './turns';

/** What can be measured. A mode takes the options, prints its report and gives the exit code. */
const MODES: Readonly<Record<string, (options: Options) => Promise<number>>> = {
  turns: runTurns,
  clients: runClients,
  media: runMedia,
  inbox: runInbox,
  backlog: runBacklog,
};

async function main(): Promise<number> {
  if (process.argv.includes('--help')) {
    console.log(USAGE);
    return 0;
  }
  const options = readOptions(process.argv.slice(2));
  const mode = MODES[options.mode];
  if (mode === undefined) throw new Error(`no mode "${options.mode}"\n\n${USAGE}`);
  return mode(options);
}

main().then(
  (exitCode) => process.exit(exitCode),
  (error: unknown) => {
    console.error(error instanceof Error ? error.message : error);
    process.exit(1);
  },
);
