import { Readable } from 'node:stream';
import { ActivityHandler, type Attachment, type TurnContext } from 'botbuilder';
import type { WhatsGateAdapter } from 'botbuilder-adapter-whatsgate';

const HELP = 'Send me a file, or write one of: menu, report, data.';

/** Takes files, and sends some of its own from where files usually are. */
export class AttachmentsBot extends ActivityHandler {
  constructor(adapter: WhatsGateAdapter) {
    super();
    this.onMessage(async (context, next) => {
      const attachments = context.activity.attachments ?? [];
      for (const attachment of attachments) await describe(adapter, context, attachment);
      if (attachments.length === 0) await answer(context);
      await next();
    });
  }
}

/** Fetches what somebody sent, says what it is, and sends it back. */
async function describe(
  adapter: WhatsGateAdapter,
  context: TurnContext,
  attachment: Attachment,
): Promise<void> {
  // Contacts come with their card; there is nothing to be fetched.
  if (attachment.contentUrl === undefined) {
    await context.sendActivity(`Got ${attachment.name}.`);
    return;
  }
  const { bytes, mimetype, filename } = await adapter.downloadAttachment(attachment);
  await context.sendActivity(`Got ${filename}: ${mimetype}, ${bytes.length} bytes. Here it is again.`);
  // As it came: the adapter fetches it from the gateway once more.
  await context.sendActivity({ attachments: [attachment] });
}

async function answer(context: TurnContext): Promise<void> {
  switch (context.activity.text.trim().toLowerCase()) {
    case 'menu':
      // A file of the folder that the option media.rootFolder names.
      await sendFile(context, { contentType: 'text/plain', contentUrl: 'file:menu.txt' });
      return;
    case 'report':
      // A stream, sent while it is made, whatever its size.
      await sendFile(context, {
        contentType: 'text/csv',
        content: Readable.from(report()),
        name: 'report.csv',
      });
      return;
    case 'data':
      await sendFile(context, {
        contentType: 'text/plain',
        contentUrl: 'data:text/plain,Hello',
        name: 'hello.txt',
      });
      return;
    default:
      await context.sendActivity(HELP);
  }
}

async function sendFile(context: TurnContext, attachment: Attachment): Promise<void> {
  await context.sendActivity({ text: 'Here you are.', attachments: [attachment] });
}

function* report(): Generator<string> {
  yield 'day,orders\n';
  for (let day = 1; day <= 3; day += 1) yield `${day},${day * 7}\n`;
}
