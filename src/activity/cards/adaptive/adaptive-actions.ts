import { isRecord, readRecords, readText, type JsonRecord } from '../../../whatsgate/json';
import type { CardPart, ChoiceAnswer } from '../card';
import { actionPart } from '../actions';
import { link, paragraph, readField } from '../fields';
import { literally, marked } from '../../markdown/marks';
import { readableStrings } from '../strings';
import { walk, type Allowance } from '../walk';
import { isInput, shownParts } from './shown';

/** What Teams makes of a button that submits, where that is a button of the usual kind as well. */
const USUAL_BUTTON = /^(?:imback|postback|messageback|signin)$/i;

/** What buttons of a card have to know of it. */
export interface ActionContext {
  /** What its inputs hold. */
  readonly values: Readonly<Record<string, unknown>>;
  /** Renders a card within the card. */
  card(card: JsonRecord): CardPart[];
  /** How much of the card may still be looked at. */
  readonly allowance: Allowance;
}

/**
 * A button of an Adaptive Card. What it submits goes to the bot as a client would send it: data that is a text as
 * `text`, other data, with the inputs as they are, as `value`.
 *
 * @param said what stands for the title of what submits, when it has none.
 */
export function adaptiveAction(action: unknown, context: ActionContext, said?: string): CardPart[] {
  if (!isRecord(action)) return [];
  const type = readText(action['type']) ?? '';
  // A button that is a picture alone says what it is for where a mouse would rest on it.
  const title = readField(action['title']) ?? readField(action['tooltip']);
  const url = readText(action['url']);
  if (type === 'Action.Submit' || type === 'Action.Execute')
    return submit(action, title ?? readField(said), context.values);
  if (type === 'Action.ShowCard') {
    const inner = isRecord(action['card']) ? context.card(action['card']) : [];
    return [...paragraph(title && marked(title, '*')), ...inner];
  }
  if (url !== undefined && !/^data:/i.test(url)) return [{ kind: 'line', text: link(title, url) }];
  if (type === 'Action.ToggleVisibility' || title !== undefined) {
    return title === undefined ? [] : [{ kind: 'line', text: literally(title) }];
  }
  return readableStrings(action, context).map((text) => ({ kind: 'line', text }));
}

function submit(
  action: JsonRecord,
  title: string | undefined,
  values: Readonly<Record<string, unknown>>,
): CardPart[] {
  const data = action['data'];
  const teams = isRecord(data) && isRecord(data['msteams']) ? data['msteams'] : undefined;
  // Its other wishes, such as to hide feedback or to open a dialog, change nothing of what is submitted.
  const isButton = USUAL_BUTTON.test(readText(teams?.['type']) ?? '');
  const asButton = isButton ? actionPart({ title, ...teams }) : [];
  if (asButton.length > 0) return asButton;
  const shown = title ?? readField(data) ?? readField(action['verb']);
  return shown === undefined ? [] : [{ kind: 'choice', title: shown, answer: submitted(action, values) }];
}

/** What submitting sends. */
export function submitted(action: JsonRecord, values: Readonly<Record<string, unknown>>): ChoiceAnswer {
  const { data, associatedInputs, verb } = action;
  const inputs = associatedInputs === 'none' ? {} : values;
  const hasInputs = Object.keys(inputs).length > 0;
  if (typeof data === 'string' && !hasInputs) return { text: data };
  const own = isRecord(data) ? data : data === undefined ? {} : { data };
  // Data is what goes along before anything is filled in; an input of the same name is what the person says.
  // Inputs stand first all the same.
  return { text: '', value: { ...(verb === undefined ? {} : { verb }), ...inputs, ...own, ...inputs } };
}

/**
 * A card that asks for one choice out of a list and has one button to submit it is one question: its choices can be
 * chosen directly. Gives that input and that button.
 */
export function singleQuestion(
  card: JsonRecord,
): { readonly input: JsonRecord; readonly action: JsonRecord } | undefined {
  const { inputs, actions } = fillable(card);
  const [input, action] = [inputs[0], actions[0]];
  if (input === undefined || action === undefined || inputs.length > 1 || actions.length > 1)
    return undefined;
  const isOneOfMany = input['type'] === 'Input.ChoiceSet' && input['isMultiSelect'] !== true;
  const hasChoices = readRecords(input['choices']).length > 0 && readText(input['id']) !== undefined;
  return isOneOfMany && hasChoices && action['associatedInputs'] !== 'none' ? { input, action } : undefined;
}

/** All inputs that are shown of a card and all buttons that submit them. */
function fillable(card: JsonRecord): { readonly inputs: JsonRecord[]; readonly actions: JsonRecord[] } {
  const inputs: JsonRecord[] = [];
  const actions: JsonRecord[] = [];
  walk(card, (found) => {
    if (Array.isArray(found)) return found;
    if (!isRecord(found)) return [];
    const isSubmit = found['type'] === 'Action.Submit' || found['type'] === 'Action.Execute';
    if (!isInput(found) && !isSubmit) return shownParts(found);
    (isSubmit ? actions : inputs).push(found);
    return [];
  });
  return { inputs, actions };
}
