import { ActionTypes } from 'botbuilder';
import {
  ChoicePrompt,
  ComponentDialog,
  ConfirmPrompt,
  ListStyle,
  NumberPrompt,
  WaterfallDialog,
  type DialogContext,
  type DialogTurnResult,
  type FoundChoice,
  type PromptValidatorContext,
  type WaterfallStepContext,
} from 'botbuilder-dialogs';

const STEPS = 'steps';
const TEA = 'tea';
const SIZE = 'size';
const CUPS = 'cups';
const SURE = 'sure';

/** Orders tea in four questions. Each is answered by number or by word. */
export class OrderDialog extends ComponentDialog {
  constructor(id: string) {
    super(id);
    // One prompt writes its choices itself, the other as suggested actions, which the adapter numbers.
    const size = new ChoicePrompt(SIZE);
    size.style = ListStyle.suggestedAction;
    this.addDialog(new ChoicePrompt(TEA))
      .addDialog(size)
      .addDialog(new NumberPrompt(CUPS, isCups))
      .addDialog(new ConfirmPrompt(SURE, undefined, 'en-us'))
      .addDialog(
        new WaterfallDialog(STEPS, [
          (step) => step.prompt(TEA, { prompt: 'Which tea?', choices: ['Green', 'Black', 'White'] }),
          (step) => this.#askSize(step),
          (step) => this.#askCups(step),
          (step) => this.#askSure(step),
          (step) => this.#end(step),
        ]),
      );
    this.initialDialogId = STEPS;
  }

  /** `cancel` ends the order, whatever was asked. */
  protected override async onContinueDialog(dialog: DialogContext): Promise<DialogTurnResult> {
    if (dialog.context.activity.text.trim().toLowerCase() !== 'cancel') return super.onContinueDialog(dialog);
    await dialog.context.sendActivity('The order is cancelled.');
    return dialog.cancelAllDialogs();
  }

  #askSize(step: WaterfallStepContext): Promise<DialogTurnResult> {
    Object.assign(step.values, { tea: (step.result as FoundChoice).value });
    const choices = [
      { value: 'small', action: { type: ActionTypes.ImBack, title: 'Small, 0.2 l', value: 'small' } },
      { value: 'large', action: { type: ActionTypes.ImBack, title: 'Large, 0.4 l', value: 'large' } },
    ];
    return step.prompt(SIZE, { prompt: 'Which size?', choices });
  }

  #askCups(step: WaterfallStepContext): Promise<DialogTurnResult> {
    Object.assign(step.values, { size: (step.result as FoundChoice).value });
    return step.prompt(CUPS, { prompt: 'How many cups?', retryPrompt: 'From 1 to 9 cups, please.' });
  }

  #askSure(step: WaterfallStepContext): Promise<DialogTurnResult> {
    Object.assign(step.values, { cups: step.result as number });
    const { tea, size, cups } = step.values as Record<string, string | number>;
    return step.prompt(SURE, `${cups} × ${size} **${tea}** tea. Is this right?`);
  }

  async #end(step: WaterfallStepContext): Promise<DialogTurnResult> {
    await step.context.sendActivity(step.result === true ? 'Thank you, it is on its way.' : 'Then not.');
    return step.endDialog();
  }
}

function isCups({ recognized }: PromptValidatorContext<number>): Promise<boolean> {
  const cups = recognized.value ?? 0;
  return Promise.resolve(recognized.succeeded && Number.isInteger(cups) && cups >= 1 && cups <= 9);
}
