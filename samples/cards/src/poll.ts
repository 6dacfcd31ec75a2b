import type { Attachment } from 'botbuilder';
import type { CardPart, CardRenderer } from 'botbuilder-adapter-whatsgate';

/** The content type of a card that only this bot knows. */
export const POLL = 'application/vnd.example.poll';

interface Poll {
  readonly question: string;
  readonly options: readonly string[];
}

export function poll(question: string, ...options: string[]): Attachment {
  return { contentType: POLL, content: { question, options } satisfies Poll };
}

/** Shows a poll as its question and numbered options; what is chosen reaches the bot as a value. */
export const renderPoll: CardRenderer = ({ content }, { format }) => {
  const { question, options } = content as Poll;
  const choices = options.map((title): CardPart => ({
    kind: 'choice',
    title,
    answer: { text: '', value: { vote: title } },
  }));
  return [{ kind: 'text', text: format(question) }, ...choices];
};
