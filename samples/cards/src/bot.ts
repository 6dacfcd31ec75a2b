import { ActivityHandler, MessageFactory, type TurnContext } from 'botbuilder';
import { CARDS } from './cards';

/** Offers a menu of cards, shows the one that is chosen, and says what its buttons send. */
export class CardsBot extends ActivityHandler {
  constructor() {
    super();
    this.onMessage(async (context, next) => {
      const { text } = context.activity;
      const value: unknown = context.activity.value;
      const card = CARDS.get(text);
      if (card !== undefined) await context.sendActivity(MessageFactory.attachment(card()));
      else if (value !== undefined) await context.sendActivity(`You sent: \`${JSON.stringify(value)}\``);
      else if (text === 'order tea') await context.sendActivity('Your tea is on its way.');
      else await showMenu(context);
      await next();
    });
  }
}

async function showMenu(context: TurnContext): Promise<void> {
  await context.sendActivity(MessageFactory.suggestedActions([...CARDS.keys()], '# Cards\nWhich one?'));
}
