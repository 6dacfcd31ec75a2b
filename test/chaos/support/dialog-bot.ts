import { ConversationState, type Storage, type StoreItems, type TurnContext } from 'botbuilder';
import {
  DialogSet,
  DialogTurnStatus,
  TextPrompt,
  WaterfallDialog,
  type WaterfallStep,
  type WaterfallStepContext,
} from 'botbuilder-dialogs';
import type { InboxStore, StoredValue } from '../../../src/inbox/store';

const QUESTIONS = 9;
const KEPT_MS = 600_000;

/** State of the SDK in the store of the inbox, which all processes share. */
function storageIn(store: InboxStore): Storage {
  return {
    read: async (keys) => {
      const items: StoreItems = {};
      for (const key of keys) {
        const value = await store.get(`state ${key}`);
        if (value !== undefined) items[key] = value;
      }
      return items;
    },
    write: async (changes) => {
      for (const [key, value] of Object.entries<StoredValue>(changes)) {
        await store.set(`state ${key}`, value, KEPT_MS);
      }
    },
    delete: async (keys) => {
      for (const key of keys) await store.delete(`state ${key}`);
    },
  };
}

/** A dialog of nine questions, begun by `form`. What was answered is kept in its state alone. */
export function createDialogBot(store: InboxStore): { answers(context: TurnContext): Promise<boolean> } {
  const state = new ConversationState(storageIn(store));
  const dialogs = new DialogSet(state.createProperty('dialog'));
  const answersOf = (step: WaterfallStepContext): string[] =>
    (step.values as { answers?: string[] }).answers ?? [];
  const note = (step: WaterfallStepContext): string[] => {
    const answers = [...answersOf(step), String(step.result)];
    Object.assign(step.values, { answers });
    return answers;
  };
  const steps = Array.from({ length: QUESTIONS }, (_, index): WaterfallStep => (step) => {
    if (index > 0) note(step);
    return step.prompt('text', `Question ${index + 1}`);
  });
  const end: WaterfallStep = async (step) => {
    await step.context.sendActivity(`Done: ${note(step).join(' ')}`);
    return step.endDialog();
  };
  dialogs.add(new TextPrompt('text'));
  dialogs.add(new WaterfallDialog('form', [...steps, end]));

  return {
    async answers(context) {
      const dialog = await dialogs.createContext(context);
      const { status } = await dialog.continueDialog();
      if (status === DialogTurnStatus.empty && context.activity.text !== 'form') return false;
      if (status === DialogTurnStatus.empty) await dialog.beginDialog('form');
      await state.saveChanges(context);
      return true;
    },
  };
}
