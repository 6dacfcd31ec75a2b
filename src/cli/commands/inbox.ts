import { Argument } from 'commander';
import type { AddCommand } from '../context';
import { addInboxOptions, withInbox, type InboxOptions } from '../inbox-access';

/** `inbox stats`: what an inbox holds. */
export const addInbox: AddCommand = (program, context) => {
  const command = program
    .command('inbox')
    .description('show what an inbox holds')
    .addArgument(new Argument('<action>', 'what to do').choices(['stats']));
  addInboxOptions(command).action(async (_action: string, options: InboxOptions) => {
    await withInbox(options, context, async (inbox) => {
      const status = await inbox.status();
      const { queued, active, dead, oldestMs } = status;
      const lines = [
        `waiting  ${queued}`,
        `running  ${active}`,
        `dead     ${dead}`,
        `oldest   ${(oldestMs / 1000).toFixed(1)} s`,
      ];
      context.report.result(status, lines.join('\n'));
    });
  });
};
