import { ActivityHandler, TurnContext, type ConversationReference } from 'botbuilder';

/** Where to reach everybody who has written, by conversation. A real bot keeps them in a database. */
export type References = Map<string, Partial<ConversationReference>>;

/** Notes who writes, to be able to write to them later. */
export class ProactiveBot extends ActivityHandler {
  constructor(references: References) {
    super();
    this.onMessage(async (context, next) => {
      const reference = TurnContext.getConversationReference(context.activity);
      references.set(context.activity.conversation.id, reference);
      await context.sendActivity('Got it. I will tell you when there is news.');
      await next();
    });
  }
}
