import { ActivityHandler, type ConversationState } from 'botbuilder';
import { runDialog, type DialogState } from 'botbuilder-dialogs';
import { OrderDialog } from './order-dialog';

/** Runs the dialog of an order in each conversation. */
export class DialogBot extends ActivityHandler {
  constructor(conversations: ConversationState) {
    super();
    const dialog = new OrderDialog('order');
    const state = conversations.createProperty<DialogState>('dialog');
    this.onMessage(async (context, next) => {
      await runDialog(dialog, context, state);
      await conversations.saveChanges(context);
      await next();
    });
  }
}
