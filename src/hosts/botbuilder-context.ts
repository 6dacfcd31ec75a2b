import {
  ActivityTypes,
  DeliveryModes,
  InputHints,
  TurnContext,
  type Activity,
  type BotAdapter,
  type ResourceResponse,
  type TurnContextStateCollection,
} from 'botbuilder';
import { WhatsGateActivityError } from '../whatsgate/errors';

/** Where the SDK keeps what a turn has; it gives nobody the means to forget it. */
interface TurnContextFields {
  _activity: unknown;
  _adapter: unknown;
  _turnState: unknown;
}

/**
 * The SDK's context, with a shorter way for what nearly every turn does: send while nobody listens to
 * `onSendActivities`. The SDK goes through two generator functions made anew for each send; see `runMiddleware` of
 * the adapter for what these cost, and for how a context ends.
 */
export class WhatsGateTurnContext extends TurnContext {
  /** No private name: whoever wraps a context in a proxy calls its methods through that. */
  private hasEnded = false;

  /** @throws WhatsGateActivityError once the turn has ended. */
  override get activity(): Activity {
    if (this.hasEnded) throw turnHasEnded();
    return super.activity;
  }

  /** @throws WhatsGateActivityError once the turn has ended. */
  override get adapter(): BotAdapter {
    if (this.hasEnded) throw turnHasEnded();
    return super.adapter;
  }

  /** @throws WhatsGateActivityError once the turn has ended. */
  override get turnState(): TurnContextStateCollection {
    if (this.hasEnded) throw turnHasEnded();
    return super.turnState;
  }

  /**
   * Ends the context with its turn. It lets go of all that the turn had: the functions of an `ActivityHandler` keep
   * their context longer than they need it.
   */
  end(): void {
    this.hasEnded = true;
    const fields = this as unknown as TurnContextFields;
    fields._activity = undefined;
    fields._adapter = undefined;
    fields._turnState = undefined;
  }

  override sendActivity(
    activityOrText: string | Partial<Activity>,
    speak?: string,
    inputHint?: string,
  ): Promise<ResourceResponse | undefined> {
    const activity =
      typeof activityOrText === 'string' ? spoken(activityOrText, speak, inputHint) : activityOrText;
    return this.sendActivities([activity]).then(firstOf);
  }

  override sendActivities(activities: Partial<Activity>[]): Promise<ResourceResponse[]> {
    if (this.hasEnded) return Promise.reject(turnHasEnded());
    return isObserved(this) || this.activity.deliveryMode === DeliveryModes.ExpectReplies
      ? super.sendActivities(activities)
      : sendUnobserved(this, activities);
  }
}

function turnHasEnded(): WhatsGateActivityError {
  return new WhatsGateActivityError(
    'The turn of this TurnContext has ended, so it cannot be used any more (the SDK speaks of a proxy that has been revoked). ' +
      'Await everything that the bot does in a turn. To write later, keep TurnContext.getConversationReference(context.activity) ' +
      'and call adapter.continueConversationAsync.',
  );
}

/** Listeners to `onSendActivities` may give nothing. */
function firstOf(responses: readonly ResourceResponse[] | undefined): ResourceResponse | undefined {
  return responses?.[0];
}

function spoken(text: string, speak: string | undefined, inputHint: string | undefined): Partial<Activity> {
  const hint = inputHint === undefined || inputHint === '' ? InputHints.AcceptingInput : inputHint;
  const activity: Partial<Activity> = { text, inputHint: hint };
  if (speak) activity.speak = speak;
  return activity;
}

/** Whether `onSendActivities` has handlers. Copies of a context share them. */
function isObserved(context: object): boolean {
  const { _onSendActivities: handlers } = context as { readonly _onSendActivities?: unknown };
  return mayHaveEntries(handlers);
}

/** Whether a list that the SDK keeps to itself has entries; where it is not found any more, there may be some. */
export function mayHaveEntries(list: unknown): boolean {
  return !Array.isArray(list) || list.length > 0;
}

/** What the SDK does with activities around the adapter. Not a private method, because contexts may be wrapped. */
async function sendUnobserved(
  context: TurnContext,
  activities: Partial<Activity>[],
): Promise<ResourceResponse[]> {
  const reference = TurnContext.getConversationReference(context.activity);
  const output = activities.map((activity) => {
    const addressed = TurnContext.applyConversationReference(Object.assign({}, activity), reference);
    addressed.type ||= ActivityTypes.Message;
    if (addressed.id) delete addressed.id;
    return addressed;
  });
  const responses = await context.adapter.sendActivities(context, output);
  for (const [index, activity] of output.entries()) {
    const id = responses[index]?.id;
    if (id !== undefined) activity.id = id;
  }
  if (output.some(({ type }) => type !== ActivityTypes.Trace)) context.responded = true;
  return responses;
}
