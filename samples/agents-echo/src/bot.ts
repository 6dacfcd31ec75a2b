import { ActivityHandler, MessageFactory } from '@microsoft/agents-hosting';

/** What files are called, by the beginning of their type. */
const KINDS = [
  ['image/webp', 'a sticker'],
  ['image/', 'an image'],
  ['video/', 'a video'],
  ['audio/ogg', 'a voice note'],
  ['audio/', 'a sound'],
  ['text/vcard', 'a contact'],
] as const;

/** Says what it was told, and sends files back. */
export class EchoBot extends ActivityHandler {
  constructor() {
    super();
    this.onMessage(async (context, next) => {
      const { text, attachments = [] } = context.activity;
      if (text) await context.sendActivity(`You said: ${text}`);
      for (const attachment of attachments) {
        await context.sendActivity(
          `You sent ${kindOf(attachment.contentType)}: ${attachment.name ?? 'no name'}`,
        );
        if (attachment.contentUrl !== undefined)
          await context.sendActivity(MessageFactory.attachment(attachment));
      }
      if (!text && attachments.length === 0) await context.sendActivity('I cannot read this message.');
      await next();
    });
  }
}

function kindOf(contentType: string): string {
  return KINDS.find(([start]) => contentType.startsWith(start))?.[1] ?? 'a document';
}
