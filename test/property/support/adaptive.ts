import fc from 'fast-check';
import { leading } from './cards';
import { address, contents, optional, pictureUrl, present, word, wordsOf, type Written } from './written';

const submit: fc.Arbitrary<Written> = fc
  .tuple(fc.constantFrom('Action.Submit', 'Action.Execute'), word)
  .map(([type, title]) => ({ content: { type, title, data: { a: 1 } }, words: [title] }));
const openUrl: fc.Arbitrary<Written> = fc
  .tuple(optional, address)
  .map(([title, url]) => ({ content: { type: 'Action.OpenUrl', title, url }, words: present(title, url) }));

const run = (text: string, selectAction?: Written): object => ({
  type: 'TextRun',
  text: ` ${text}`,
  italic: true,
  selectAction: selectAction?.content,
});
/** What submits stands behind the text, links stand in it. */
const richText: fc.Arbitrary<Written> = fc
  .tuple(word, word, openUrl, word, submit)
  .map(([plain, linked, link, pressed, action]) => ({
    content: { type: 'RichTextBlock', inlines: [plain, run(linked, link), run(pressed, action)] },
    words: [plain, linked, ...link.words, pressed, ...action.words],
  }));

const image: fc.Arbitrary<Written> = fc
  .tuple(pictureUrl, optional, fc.option(fc.oneof(submit, openUrl), { nil: undefined }))
  .map(([url, altText, selectAction]) => ({
    content: { type: 'Image', url, altText, selectAction: selectAction?.content },
    words: [...present(url, altText), ...wordsOf([selectAction])],
  }));

const recording: fc.Arbitrary<Written> = fc
  .tuple(pictureUrl, optional, address, optional, address)
  .map(([poster, altText, url, label, captions]) => ({
    content: {
      type: 'Media',
      poster,
      altText,
      sources: [{ mimeType: 'video/mp4', url }],
      captionSources: [{ mimeType: 'vtt', label, url: captions }],
    },
    words: present(poster, altText, url, label, captions),
  }));

const inputText: fc.Arbitrary<Written> = fc
  .tuple(optional, optional, optional, optional, fc.option(submit, { nil: undefined }))
  .map(([label, placeholder, value, errorMessage, inlineAction]) => ({
    content: {
      ...{ type: 'Input.Text', id: 't', label, placeholder, value, errorMessage },
      inlineAction: inlineAction?.content,
    },
    words: [...present(label, placeholder, value, errorMessage), ...wordsOf([inlineAction])],
  }));

const inputChoices: fc.Arbitrary<Written> = fc.tuple(word, word, word).map(([label, placeholder, title]) => ({
  content: {
    ...{ type: 'Input.ChoiceSet', id: 'i', isMultiSelect: true, label, placeholder },
    choices: [{ title, value: 1 }],
  },
  words: [label, placeholder, title],
}));

const inputToggle: fc.Arbitrary<Written> = fc.tuple(optional, word).map(([label, title]) => ({
  content: { type: 'Input.Toggle', id: 'o', label, title },
  words: present(label, title),
}));

const leaf: fc.Arbitrary<Written> = fc.oneof(
  word.map((text) => ({ content: { type: 'TextBlock', text }, words: [text] })),
  fc.tuple(word, word).map(([title, value]) => ({
    content: { type: 'FactSet', facts: [{ title, value }] },
    words: [title, value],
  })),
  word.map((text) => ({ content: { type: 'Of.Tomorrow', deep: [{ text }] }, words: [text] })),
  ...[richText, image, recording, inputText, inputChoices, inputToggle],
);

const { element, action } = fc.letrec<{ element: Written; action: Written }>((tie) => {
  const some = fc.array(tie('element'), { maxLength: 3 });
  return {
    element: fc.oneof(
      { maxDepth: 3 },
      { arbitrary: leaf, weight: 6 },
      some.map((parts) => ({
        content: { type: 'Container', items: contents(parts) },
        words: wordsOf(parts),
      })),
      some.map((parts) => ({
        content: { type: 'ColumnSet', columns: parts.map(({ content }) => ({ items: [content] })) },
        words: wordsOf(parts),
      })),
      fc.array(some, { maxLength: 2 }).map((rows) => ({
        content: {
          type: 'Table',
          rows: rows.map((cells) => ({ cells: cells.map(({ content }) => ({ items: [content] })) })),
        },
        words: wordsOf(rows.flat()),
      })),
      fc.array(image, { maxLength: 2 }).map((images) => ({
        content: { type: 'ImageSet', images: contents(images) },
        words: wordsOf(images),
      })),
      fc.array(tie('action'), { maxLength: 2 }).map((actions) => ({
        content: { type: 'ActionSet', actions: contents(actions) },
        words: wordsOf(actions),
      })),
    ),
    action: fc.oneof(
      { maxDepth: 3 },
      submit,
      openUrl,
      fc.tuple(word, tie('element')).map(([title, inner]) => ({
        content: { type: 'Action.ShowCard', title, card: { body: [inner.content] } },
        words: [title, ...inner.words],
      })),
    ),
  };
});

/** A card with one question and one button: choosing an answer presses it. */
const question: fc.Arbitrary<Written> = fc
  .tuple(word, optional, fc.array(word, { minLength: 1, maxLength: 3 }), fc.nat({ max: 2 }), word)
  .map(([label, placeholder, titles, held, go]) => ({
    content: {
      body: [
        {
          ...{ type: 'Input.ChoiceSet', id: 'q', label, placeholder, value: String(held) },
          choices: titles.map((title, index) => ({ title, value: String(index) })),
        },
      ],
      actions: [{ type: 'Action.Submit', title: go }],
    },
    words: [...present(label, placeholder, titles[held]), ...titles, go],
  }));

const form: fc.Arbitrary<Written> = fc
  .tuple(
    fc.array(element, { maxLength: 5 }),
    fc.array(action, { maxLength: 3 }),
    fc.option(openUrl, { nil: undefined }),
    fc.option(fc.tuple(word, leading), { nil: undefined }),
  )
  .map(([body, actions, selectAction, signIn]) => ({
    content: {
      ...{ body: contents(body), actions: contents(actions), selectAction: selectAction?.content },
      authentication: signIn === undefined ? undefined : { text: signIn[0], buttons: [signIn[1].content] },
    },
    words: [
      ...wordsOf([...body, ...actions, selectAction]),
      ...(signIn === undefined ? [] : [signIn[0], ...signIn[1].words]),
    ],
  }));

/** The content of an Adaptive Card. */
export const adaptive: fc.Arbitrary<Written> = fc
  .oneof({ arbitrary: form, weight: 5 }, question)
  .map(({ content, words }) => ({ content: { type: 'AdaptiveCard', ...content }, words }));
