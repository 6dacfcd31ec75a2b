import { isRecord, readRecords, readText, type JsonRecord } from '../../../whatsgate/json';
import { recording } from '../basic';
import type { CardPart, UsualContext } from '../card';
import { paragraph, picture, readField } from '../fields';
import { facts } from '../receipt';
import { readableStrings } from '../strings';
import { adaptiveAction, singleQuestion, submitted, type ActionContext } from './adaptive-actions';
import { inputParts, isInput, valuesOf } from './inputs';
import { adaptiveText, richText, textBlock } from './texts';

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
  readonly #language: string | undefined;
  readonly #context: UsualContext;
  readonly #question: ReturnType<typeof singleQuestion>;
  /** What is being shown; a card that holds itself is shown once. */
  readonly #path = new Set<object>();
  #actions: ActionContext;

  constructor(card: JsonRecord, context: UsualContext) {
    this.#card = card;
    this.#language = readText(card['lang']);
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
    const parts = [
      ...this.#elements(card['body']),
      ...this.#act(card['actions']),
      ...this.#act([card['selectAction']]),
    ];
    this.#actions = before;
    return parts;
  }

  #inner(card: JsonRecord, outer: ActionContext['values']): CardPart[] {
    return this.#once(card, () => this.#body(card, outer));
  }

  #elements(elements: unknown): CardPart[] {
    if (!Array.isArray(elements)) return [];
    return this.#once(elements, () => elements.flatMap((element) => this.#element(element)));
  }

  #element(element: unknown): CardPart[] {
    if (typeof element === 'string') return paragraph(adaptiveText(element, this.#language), true);
    if (!isRecord(element)) return [];
    if (this.#path.size > DEEPEST) return this.#texts(element);
    return this.#once(element, () => {
      const parts = this.#known(element) ?? this.#unknown(element);
      return isInput(element) ? parts : [...parts, ...this.#act([element['selectAction']])];
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
        return paragraph(textBlock(element, this.#language), close);
      case 'RichTextBlock':
        return paragraph(richText(element, this.#language), close);
      case 'Image':
        return picture(element['url'], element['altText']);
      case 'ImageSet':
        return this.#elements(element['images']);
      case 'Media':
        return [
          ...picture(element['poster'], element['altText']),
          ...readRecords(element['sources']).flatMap(recording),
        ];
      case 'FactSet':
        return paragraph(facts(element['facts'], this.#context));
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
    if (question?.input !== element) return inputParts(element);
    const id = readText(element['id']) ?? '';
    return [
      ...inputParts({ ...element, choices: [] }),
      ...readRecords(element['choices']).flatMap((choice): CardPart[] => {
        const title = shownTitle(choice);
        const answer = submitted(question.action, { [id]: choice['value'] });
        return title === undefined ? [] : [{ kind: 'choice', title, answer }];
      }),
    ];
  }

  #act(actions: unknown): CardPart[] {
    const list: readonly unknown[] = Array.isArray(actions) ? actions : [];
    return list.flatMap((action) => {
      if (isRecord(action) && action === this.#question?.action) return this.#answered(action);
      return adaptiveAction(action, this.#actions);
    });
  }

  /** The button of a question whose choices submit by themselves: what choosing one of them does. */
  #answered(action: JsonRecord): CardPart[] {
    const title = readField(action['title']);
    const choices = readRecords(this.#question?.input['choices']).filter((choice) => shownTitle(choice));
    return title === undefined ? [] : [{ kind: 'line', text: title, choices: choices.length }];
  }
}

/** Elements that may leave their type out where only one makes sense. */
function typed(elements: unknown, type: string): unknown[] {
  return readRecords(elements).map((element) => ({ type, ...element }));
}

function shownTitle(choice: JsonRecord): string | undefined {
  return readField(choice['title']) ?? readField(choice['value']);
}
