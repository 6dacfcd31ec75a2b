import assert from 'node:assert/strict';
import { planOf } from '../outbound-helper';
import { readable } from './card-helper';

const CARD = 'application/vnd.microsoft.card.';
const plan = (kind: string, content: unknown, more: object = {}) =>
  planOf({ attachments: [{ contentType: CARD + kind, content }], ...more });
const hero = (content: object): string => readable(plan('hero', content));
const adaptive = (body: readonly object[], more: object = {}, activity: object = {}): string =>
  readable(plan('adaptive', { body, ...more }, activity));

describe('what is written on a card is kept', () => {
  it('what a tap on a picture does', () => {
    const tap = { type: 'openUrl', title: 'Zoom', value: 'https://e.com/tap' };
    const image = { url: 'https://e.com/a.png', alt: 'A cat', tap };
    assert.equal(
      hero({ images: [image], title: 'T' }),
      'https://e.com/a.png A cat\n\nZoom: https://e.com/tap\n\n*T*',
    );
    const receipt = readable(plan('receipt', { items: [{ title: 'I', image }] }));
    assert.equal(receipt, 'https://e.com/a.png A cat\n\nZoom: https://e.com/tap\n\n*I*');
  });

  it('what a tap on a picture does, once where a button does the same', () => {
    const open = { type: 'openUrl', title: 'Open', value: 'https://e.com/tap' };
    const images = [{ url: 'https://e.com/a.png', tap: { type: 'openUrl', value: 'https://e.com/tap' } }];
    assert.equal(hero({ images, buttons: [open] }), 'https://e.com/a.png Open: https://e.com/tap');
  });

  it('numbers to call and addresses without a scheme', () => {
    const buttons = [
      { type: 'call', title: 'Call', value: '+79991112233' },
      { type: 'openUrl', title: 'Site', value: 'www.example.com/x' },
      { type: 'openUrl', title: 'Same', value: 'Same' },
      { type: 'openUrl', title: 'Data', value: 'data:text/plain,x' },
    ];
    assert.equal(hero({ buttons }), 'Call: +79991112233\nSite: www.example.com/x\nSame\nData');
  });

  it('titles of links, to the letter', () => {
    const buttons = [{ type: 'openUrl', title: '*Site*', value: 'https://e.com/*x*' }];
    assert.equal(hero({ buttons }), '∗Site∗: https://e.com/*x*');
  });

  it('the button in an input', () => {
    const inlineAction = { type: 'Action.Submit', title: 'Search', data: { x: 1 } };
    const { steps, choices = [] } = plan('adaptive', {
      body: [{ type: 'Input.Text', id: 'q', placeholder: 'What?', inlineAction }],
    });
    assert.deepEqual(steps, [{ kind: 'text', text: '✎ What?\n\n1. Search', offers: true }]);
    assert.deepEqual(choices[0]?.answer, { text: '', value: { q: '', x: 1 } });
  });

  it('what runs of a text do', () => {
    const run = (text: string, selectAction: object) => ({ type: 'TextRun', text, selectAction });
    const inlines = [
      run('press', { type: 'Action.Submit', data: { a: 1 } }),
      run(' here', { type: 'Action.OpenUrl', title: 'Site', url: 'https://e.com/x' }),
      run(' now', { type: 'Action.Execute', title: 'Now', verb: 'do' }),
    ];
    const { steps, choices = [] } = plan('adaptive', { body: [{ type: 'RichTextBlock', inlines }] });
    const text = 'press here (Site: https://e.com/x) now\n\n1. press\n2. Now';
    assert.deepEqual(steps, [{ kind: 'text', text, offers: true }]);
    assert.deepEqual(
      choices.map(({ answer }) => answer.value),
      [{ a: 1 }, { verb: 'do' }],
    );
  });

  it('what a card says of signing in', () => {
    const buttons = [{ type: 'signin', title: 'Sign in', value: 'https://e.com/in' }];
    const authentication = { text: 'Please **sign in**', connectionName: 'c', buttons };
    assert.equal(
      adaptive([{ type: 'TextBlock', text: 'Hi' }], { authentication }),
      'Hi\nPlease *sign in*\n\nSign in: https://e.com/in',
    );
  });

  it('captions of a recording', () => {
    const media = {
      type: 'Media',
      sources: [{ mimeType: 'video/mp4', url: 'https://e.com/v.mp4' }],
      captionSources: [{ mimeType: 'vtt', label: 'English', url: 'https://e.com/c.vtt' }],
    };
    assert.equal(adaptive([media]), 'https://e.com/v.mp4 English: https://e.com/c.vtt');
  });

  it('what a question holds already', () => {
    const choices = ['One', 'Two'].map((title, index) => ({ title, value: String(index + 1) }));
    const question = { type: 'Input.ChoiceSet', id: 'a', label: 'L', value: '2', choices };
    const actions = [{ type: 'Action.Submit', title: 'Go' }];
    assert.equal(adaptive([question], { actions }), '✎ *L:* [Two]\n\n1. One\n2. Two\nGo: 1–2');
    assert.equal(adaptive([{ ...question, value: '9' }]), '✎ *L:* [9]\n- One\n- Two');
  });

  it('facts as all texts of an Adaptive Card, whatever the format of the activity', () => {
    const facts = [
      { title: 'When', value: '{{DATE(2026-02-14T06:08:39Z, SHORT)}}' },
      { title: 'B', value: '**x** [l](https://e.com)' },
      { title: 'Open', value: true },
    ];
    const expected = '*When:* Feb 14, 2026\n*B:* *x* l (https://e.com)\n*Open:* true';
    assert.equal(adaptive([{ type: 'FactSet', facts }]), expected);
    assert.equal(adaptive([{ type: 'FactSet', facts }], {}, { textFormat: 'plain' }), expected);
  });

  it('marks in inputs that mean nothing', () => {
    const body = [
      { type: 'Input.Text', id: 'a', label: 'L', placeholder: 'use *stars*', value: '_b_' },
      { type: 'Input.Toggle', id: 'c', title: '~no~', errorMessage: '*needed*' },
      { type: 'Input.ChoiceSet', id: 'b', isMultiSelect: true, choices: [{ title: '*x*', value: '1' }] },
    ];
    assert.equal(adaptive(body), '✎ *L:* use ∗stars∗ [＿b＿]\n☐ ∼no∼ (∗needed∗)\n- ∗x∗');
  });

  it('mentions, by number where WhatsApp knows the person and by name where not', () => {
    const mention = (name: string, id: string) => ({
      type: 'mention',
      text: `<at>${name}</at>`,
      mentioned: { id, name },
    });
    const entities = [mention('Ann', '79991112233@c.us'), mention('Bob', '29:of-teams')];
    const body = [
      { type: 'TextBlock', text: 'Hi <at>Ann</at> and <at>Bob</at>' },
      { type: 'RichTextBlock', inlines: ['Bye <at>Ann</at>'] },
    ];
    assert.equal(adaptive(body, { msteams: { entities } }), 'Hi @79991112233 and Bob\nBye @79991112233');
  });
});
