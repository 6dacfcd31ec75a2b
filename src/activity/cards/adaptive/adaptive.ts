import { isRecord, readRecords, readText, type JsonRecord } from '../../../whatsgate/json';
import { actionParts } from '../actions';
import { recording } from '../basic';
import type { CardPart, UsualContext } from '../card';
import { link, list, paragraph, readField } from '../fields';
import { literally } from '../../markdown/marks';
import { picture } from '../pictures';
import { readableStrings } from '../strings';
import { adaptiveAction, singleQuestion, submitted, type ActionContext } from './adaptive-actions';
import { inputParts, titleOf, valuesOf } from './inputs';
import { isInput, standInFor } from './shown';
import { AdaptiveTexts } from './texts';

/** How many lists and elements may be within one another before the stack overflows; deeper ones become their texts. */
const DEEPEST = 200;

/**
 * An Adaptive Card, element by element in reading order (schema 1.6). Hidden elements are shown: nobody can unhide
 * them here. An element of a kind that is not known is replaced by its `fallback`, else by its texts.
 */
export function renderAdaptive(content: JsonRecord, context: UsualContext): CardPart[] {
  const parts = new AdaptiveCard(content, context).render();
  if (parts.length > 0) return parts;
  const text = readField(content['fallbackText']) ?? readField(content['speak']);
  return paragraph(text && context.format(text));
}

class AdaptiveCard {
  readonly #card: JsonRecord;
  readonly #said: AdaptiveTexts;
  readonly #context: UsualContext;
  readonly #question: ReturnType<typeof singleQuestion>;
  /** What is being shown; a card that holds itself is shown once. */
  readonly #path = new Set<object>();
  #actions: ActionContext;

  constructor(card: JsonRecord, context: UsualContext) {
    this.#card = card;
    this.#said = new AdaptiveTexts(card);
    this.#context = context;
    this.#question = singleQuestion(card);
    this.#actions = { values: {}, card: () => [], allowance: context.allowance };
  }

  render(): CardPart[] {
    return this.#body(this.#card, {});
  }

  /** A card, or one within it; what the inner one submits has the inputs of both. */
  #body(card: JsonRecord, outer: ActionContext['values']): CardPart[] {
    if (this.#path.size > DEEPEST) return this.#texts(card);
    const before = this.#actions;
    const values = { ...outer, ...valuesOf(card) };
    this.#actions = { ...before, values, card: (inner) => this.#inner(inner, values) };
    const body = this.#elements(card['body']);
    const parts = [
      ...body,
      ...this.#act(card['actions']),
      ...this.#act([card['selectAction']], labelOf(body)),
      ...this.#signIn(card['authentication']),
    ];
    this.#actions = before;
    return parts;
  }

  #signIn(authentication: unknown): CardPart[] {
    if (!isRecord(authentication)) return [];
    const text = readField(authentication['text']);
    return [...paragraph(text && this.#said.format(text), true), ...actionParts(authentication['buttons'])];
  }

  #inner(card: JsonRecord, outer: ActionContext['values']): CardPart[] {
    return this.#once(card, () => this.#body(card, outer));
  }

  #elements(elements: unknown): CardPart[] {
    if (!Array.isArray(elements)) return [];
    return this.#once(elements, () => elements.flatMap((element) => this.#element(element)));
  }

  #element(element: unknown): CardPart[] {
    if (typeof element === 'string') return paragraph(this.#said.format(element), true);
    if (!isRecord(element)) return [];
    if (this.#path.size > DEEPEST) return this.#texts(element);
    return this.#once(element, () => {
      const parts = this.#known(element) ?? this.#unknown(element);
      return isInput(element) ? parts : [...parts, ...this.#act([element['selectAction']], labelOf(parts))];
    });
  }

  #once(part: object, show: () => CardPart[]): CardPart[] {
    if (this.#path.has(part) || !this.#context.allowance.take()) return [];
    this.#path.add(part);
    const parts = show();
    this.#path.delete(part);
    return parts;
  }

  #texts(part: JsonRecord): CardPart[] {
    const { allowance } = this.#context;
    return paragraph(readableStrings(part, { allowance, withFallbacks: true }).join('\n'), true);
  }

  /** The parts of an element; `undefined` for a kind that is not known. */
  #known(element: JsonRecord): CardPart[] | undefined {
    const close = element['separator'] !== true;
    if (isInput(element)) return this.#input(element);
    switch (element['type']) {
      case 'TextBlock':
        return paragraph(this.#said.block(element), close);
      case 'RichTextBlock':
        return this.#rich(element, close);
      case 'Image':
        return picture(element['url'], element['altText']);
      case 'ImageSet':
        return this.#elements(typed(element['images'], 'Image'));
      case 'Media':
        return [
          ...picture(element['poster'], element['altText']),
          ...readRecords(element['sources']).flatMap(recording),
          ...readRecords(element['captionSources']).flatMap(captions),
        ];
      case 'FactSet':
        return paragraph(this.#said.facts(element['facts']));
      case 'Container':
      case 'Column':
      case 'TableCell':
      case 'CarouselPage':
        return this.#elements(element['items']);
      case 'ColumnSet':
        return this.#elements(typed(element['columns'], 'Column'));
      case 'Carousel':
        return this.#elements(typed(element['pages'], 'CarouselPage'));
      case 'Table':
        return readRecords(element['rows']).flatMap((row) => this.#row(row));
      case 'ActionSet':
        return this.#act(element['actions']);
      default:
        return undefined;
    }
  }

  #rich(element: JsonRecord, close: boolean): CardPart[] {
    const { text, actions } = this.#said.rich(element);
    return [...paragraph(text, close), ...actions.flatMap((run) => this.#act([run.action], run.text))];
  }

  #unknown(element: JsonRecord): CardPart[] {
    const { fallback } = element;
    if (fallback === 'drop') return [];
    if (isRecord(fallback)) return this.#element(fallback);
    return paragraph(readableStrings(element, this.#context).join('\n'), true);
  }

  /** The cells of a row in their order, texts that follow one another side by side. */
  #row(row: JsonRecord): CardPart[] {
    const parts: CardPart[] = [];
    for (const part of this.#elements(typed(row['cells'], 'TableCell'))) {
      const last = parts.at(-1);
      if (part.kind !== 'text') parts.push(part);
      else if (last?.kind !== 'text') parts.push({ ...part, close: true });
      else parts.splice(-1, 1, { ...last, text: `${last.text} | ${part.text}` });
    }
    return parts;
  }

  #input(element: JsonRecord): CardPart[] {
    const question = this.#question;
    if (question?.input !== element) return [...inputParts(element), ...this.#act([element['inlineAction']])];
    const id = readText(element['id']) ?? '';
    return [
      ...inputParts(element, true),
      ...readRecords(element['choices']).flatMap((choice): CardPart[] => {
        const title = titleOf(choice);
        const answer = submitted(question.action, { [id]: choice['value'] });
        return title === undefined ? [] : [{ kind: 'choice', title, answer }];
      }),
    ];
  }

  /** @param said what stands for a title that an action does not have. */
  #act(actions: unknown, said?: string): CardPart[] {
    return list(actions).flatMap((given) => {
      const action = standInFor(given, this.#context.allowance);
      if (isRecord(action) && action === this.#question?.action) return this.#answered(action, said);
      return adaptiveAction(action, this.#actions, said);
    });
  }

  /** The button of a question whose choices submit by themselves: what choosing one of them does. */
  #answered(action: JsonRecord, said: string | undefined): CardPart[] {
    const title = readField(action['title']) ?? readField(said);
    const choices = readRecords(this.#question?.input['choices']).filter((choice) => titleOf(choice));
    return title === undefined ? [] : [{ kind: 'line', text: literally(title), choices: choices.length }];
  }
}

/** What something is called that can be pressed and has no title: what is read first in it, without marks. */
function labelOf(parts: readonly CardPart[]): string | undefined {
  const said = parts.find((part) => part.kind === 'text');
  return said?.text
    .split('\n', 1)[0]
    ?.replace(/[*_~`]/g, '')
    .trim();
}

/** Elements that may leave their type out where only one makes sense. */
function typed(elements: unknown, type: string): unknown[] {
  return readRecords(elements).map((element) => ({ type, ...element }));
}

/** Where subtitles of a recording are. */
function captions({ label, url }: JsonRecord): CardPart[] {
  const [name, address] = [readField(label), readText(url)];
  if (address === undefined || /^data:/i.test(address)) return paragraph(name, true);
  return [{ kind: 'line', text: link(name, address) }];
}
