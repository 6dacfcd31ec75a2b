import type { AddCommand } from '../context';
import { addInboxOptions, withInbox, type InboxOptions } from '../inbox-access';

/** `migrate`: makes an inbox, or brings an older one to the version of this package. */
export const addMigrate: AddCommand = (program, context) => {
  const command = program
    .command('migrate')
    .description('make an inbox, or bring an older one to the version of this package');
  addInboxOptions(command).action(async (options: InboxOptions) => {
    // To open an inbox is to migrate it; a value that does not exist is asked for to open it for certain.
    await withInbox(options, context, (inbox) => inbox.store.get('migrate'), true);
    context.report.result({ migrated: true }, 'The inbox is ready for this version.');
  });
};
