import { Argument } from 'commander';
import { withoutCarriers } from '../../channel/trace-carrier';
import type { DeadLetter } from '../../inbox/dead-letters';
import type { Inbox } from '../../inbox/inbox';
import { mayHaveArrived } from '../../inbox/journal';
import type { AddCommand, CliContext } from '../context';
import { CliError } from '../failure';
import { addInboxOptions, withInbox, type InboxOptions } from '../inbox-access';

interface DeadOptions extends InboxOptions {
  readonly all: boolean;
}

const PAGE = 500;

/** `dead`: the turns that failed or were cut off. */
export const addDead: AddCommand = (program, context) => {
  const command = program
    .command('dead')
    .description('list, show, replay or drop the turns that failed or were cut off')
    .addArgument(new Argument('<action>', 'what to do').choices(['list', 'show', 'replay', 'drop']))
    .argument('[id]', 'which one, as list names it')
    .option('--all', 'replay or drop all of them', false);
  addInboxOptions(command).action(async (action: string, id: string | undefined, options: DeadOptions) => {
    await withInbox(options, context, (inbox) => act(inbox, action, id, options, context));
  });
};

async function act(
  inbox: Inbox,
  action: string,
  id: string | undefined,
  { all }: DeadOptions,
  { report }: CliContext,
): Promise<void> {
  const dead = withoutCarriers(inbox.dead);
  if (action === 'list') {
    const letters = await everyLetter(dead);
    const lines = letters.map((letter) => summaryOf(letter));
    report.result(
      letters.map(withoutEvent),
      lines.length === 0 ? 'There are no dead letters.' : lines.join('\n'),
    );
    return;
  }
  const ids = all && action !== 'show' ? (await everyLetter(dead)).map((letter) => letter.id) : [id ?? ''];
  if (ids.includes('')) throw new CliError('usage', 'Which one? Give its id, as `dead list` names it.');
  for (const one of ids) {
    if (action === 'show') {
      const letter = await dead.get(one);
      if (letter === undefined) throw new CliError('usage', 'There is no dead letter of that id.');
      report.result(letter, JSON.stringify(letter, undefined, 2));
    } else if (action === 'replay') {
      const replay = await dead.replay(one);
      if (replay === undefined) throw new CliError('usage', 'There is no dead letter of that id.');
      report.result({ id: one, replay }, `${one} runs again as ${replay}.`);
    } else {
      if (!(await dead.drop(one))) throw new CliError('usage', 'There is no dead letter of that id.');
      report.result({ id: one, dropped: true }, `${one} was dropped.`);
    }
  }
}

async function everyLetter(dead: Inbox['dead']): Promise<DeadLetter[]> {
  const letters: DeadLetter[] = [];
  for (;;) {
    const page = await dead.list({ limit: PAGE, after: letters.at(-1)?.id });
    letters.push(...page);
    if (page.length < PAGE) return letters;
  }
}

/** A list is read over a shoulder: what people wrote is shown by `show` alone. */
function withoutEvent({ id, reason, error, sent, attempts, diedAt }: DeadLetter): object {
  return { id, reason, error, sent: sent.filter(mayHaveArrived).length, attempts, diedAt };
}

function summaryOf({ id, reason, error, sent, attempts, diedAt }: DeadLetter): string {
  const why = error === undefined ? reason : `${reason} (${error})`;
  return `${id}  ${diedAt.toISOString()}  ${why}, attempt ${attempts}, ${sent.filter(mayHaveArrived).length} sent`;
}
