import { existsSync } from 'node:fs';
import type { Command } from 'commander';
import type { Inbox } from '../inbox/inbox';
import { postgresInbox, sqliteInbox } from '../inbox/engines';
import type { CliContext } from './context';
import { CliError } from './failure';

/** Which inbox a command looks at. */
export interface InboxOptions {
  readonly inbox?: string;
  readonly schema?: string;
}

/** Gives a command the options that name an inbox. */
export function addInboxOptions(command: Command): Command {
  return command
    .option('-i, --inbox <target>', 'the inbox: path of its file, or postgres:// URL (WHATSGATE_INBOX)')
    .option('--schema <name>', 'the schema in the database, if it is not whatsgate');
}

/**
 * Runs work on the inbox that the options or the environment name, beside the bots that use it.
 * @throws CliError when none is named, or its file is missing; WhatsGateConfigurationError when its schema is.
 */
export async function withInbox<Result>(
  options: InboxOptions,
  { terminal, report }: CliContext,
  work: (inbox: Inbox) => Promise<Result>,
  mayCreate = false,
): Promise<Result> {
  const target = options.inbox ?? terminal.environment['WHATSGATE_INBOX'] ?? '';
  if (target === '') {
    throw new CliError('usage', 'No inbox is named: give --inbox <path or URL>, or set WHATSGATE_INBOX.');
  }
  report.hide(target);
  const inbox = openInbox(target, options.schema, mayCreate);
  try {
    return await work(inbox);
  } finally {
    await inbox.close(0);
  }
}

function openInbox(target: string, schema: string | undefined, mayCreate: boolean): Inbox {
  if (/^postgres(?:ql)?:\/\//.test(target)) {
    return postgresInbox({
      connectionString: target,
      create: mayCreate,
      ...(schema === undefined ? {} : { schema }),
    });
  }
  if (!mayCreate && !existsSync(target)) {
    throw new CliError('usage', 'There is no inbox at that path. Name the file that the bot was given.');
  }
  return sqliteInbox(target, { shared: true });
}
