import { ActivityHandler, ConversationState, MemoryStorage } from 'botbuilder';
import {
  ComponentDialog,
  DialogSet,
  DialogTurnStatus,
  NumberPrompt,
  TextPrompt,
  WaterfallDialog,
} from 'botbuilder-dialogs';

interface Order {
  readonly name: string;
  readonly pieces: number;
}

/** Asks for a name and a number of pieces. */
class OrderDialog extends ComponentDialog {
  constructor() {
    super('order');
    this.addDialog(new TextPrompt('name'));
    this.addDialog(
      new NumberPrompt('pieces', ({ recognized }) => Promise.resolve((recognized.value ?? 0) > 0)),
    );
    this.addDialog(
      new WaterfallDialog('steps', [
        (step) => step.prompt('name', { prompt: 'What is your name?' }),
        (step) => {
          Object.assign(step.values, { name: step.result as string });
          return step.prompt('pieces', {
            prompt: `How many cakes, ${step.result as string}?`,
            retryPrompt: 'A number above zero, please.',
          });
        },
        (step) => {
          const { name } = step.values as Pick<Order, 'name'>;
          return step.endDialog({ name, pieces: step.result as number });
        },
      ]),
    );
    this.initialDialogId = 'steps';
  }
}

/** A bakery that takes orders, one person after the other or all at once. */
export class OrderBot extends ActivityHandler {
  readonly #state = new ConversationState(new MemoryStorage());
  readonly #dialogs = new DialogSet(this.#state.createProperty('dialogs'));

  constructor() {
    super();
    this.#dialogs.add(new OrderDialog());
    this.onMessage(async (context, next) => {
      const dialog = await this.#dialogs.createContext(context);
      const isCancelled = /^cancel$/i.test(context.activity.text);
      if (isCancelled && dialog.activeDialog !== undefined) {
        await dialog.cancelAllDialogs();
        await context.sendActivity('Cancelled.');
      } else {
        const turn = await dialog.continueDialog();
        if (turn.status === DialogTurnStatus.empty) await dialog.beginDialog('order');
        if (turn.status === DialogTurnStatus.complete) {
          const { name, pieces } = turn.result as Order;
          await context.sendActivity(`Thank you, ${name}: ${pieces} cakes are on their way.`);
        }
      }
      await this.#state.saveChanges(context);
      await next();
    });
  }
}
