import assert from 'node:assert/strict';
import { AdaptiveTexts } from '../../../../src/activity/cards/adaptive/texts';
import { markdownToWhatsApp } from '../../../../src/activity/markdown/markdown';
import { xmlToWhatsApp } from '../../../../src/activity/markdown/xml';
import { growthOf } from '../../../support/growth';

/**
 * Near what eight times the text takes by its square, 64, and far from what it takes in a straight line, 8: lone
 * backticks take 30, which comes from the parser.
 */
const ENOUGH = 50;

type Shape = readonly [name: string, make: (length: number) => string];

const repeated = (part: string) => (length: number) => part.repeat(Math.floor(length / part.length));
const halves = (first: string, second: string) => (length: number) => {
  const count = Math.floor(length / (first.length + second.length));
  return first.repeat(count) + second.repeat(count);
};

const MARKDOWN: readonly Shape[] = [
  ['tables', repeated('a|b\n-|-\n1|2\n\n')],
  ['tables in lists', repeated('- a|b\n  -|-\n  1|2\n')],
  ['rows of a table', (length) => `a|bc\n-|-\n${repeated('one|two|three\n')(length)}`],
  ['tags that close others', halves('<b>', '</i>')],
  ['tags within tags', halves('<b>', '</b>')],
  ['tags around nothing', repeated('<b></b><p></p>')],
  ['links within links', halves('<a href=x>b', '</a>')],
  ['links around nothing', halves('<a href=x><b></b>', '</a>')],
  ['links', repeated('[a](b) ')],
  ['brackets', repeated('[')],
  ['brackets with a reference', (length) => `[a]: x:y\n\n${halves('[', 'a]')(length)}`],
  [
    'references',
    (length) => Array.from({ length: length / 20 }, (_, at) => `[${at}]: x:${at}\n\n[${at}]`).join('\n\n'),
  ],
  ['addresses without an end', repeated('a://')],
  ['addresses with brackets that never close', repeated('http://a/([{')],
  ['emphasis without an end', repeated('*a ')],
  ['emphasis in words', repeated('a**b')],
  ['marks within bold', (length) => `**${repeated('a*b ')(length)}** c`],
  ['escapes', repeated('\\*a ')],
  ['backticks', repeated('`a')],
  ['blank lines in code', (length) => `\`\`\`\na${'\n'.repeat(length)}b\n\`\`\``],
  ['blanks', (length) => `**a**${' '.repeat(length)}b`],
  ['entities', repeated('&#42;')],
  ['lists', repeated('- a\n')],
  ['quotes', repeated('> a\n')],
  ['headings', repeated('# *a*\n')],
];

const CARDS: readonly Shape[] = [
  ['functions that never end', repeated('{{DATE(')],
  ['functions', repeated('{{DATE(2026-02-14T06:08:39Z)}} ')],
];

const XML: readonly Shape[] = [
  ['tags', repeated('<b>a</b> ')],
  ['tags around nothing', repeated('<b></b><p></p>')],
  ['links within links', halves('<a href="x">b', '</a>')],
  ['marks', (length) => `<b>x</b>${repeated('* a')(length)}`],
];

describe('the time that a text takes grows with its length and not with its square', () => {
  for (const [name, make] of MARKDOWN) {
    it(`in Markdown: ${name}`, () => assert.ok(growthOf(make, markdownToWhatsApp, ENOUGH) < ENOUGH));
  }
  for (const [name, make] of XML) {
    it(`in XML: ${name}`, () => assert.ok(growthOf(make, xmlToWhatsApp, ENOUGH) < ENOUGH));
  }
  for (const [name, make] of CARDS) {
    const format = (text: string): string => new AdaptiveTexts({}).format(text);
    it(`in Adaptive Cards: ${name}`, () => assert.ok(growthOf(make, format, ENOUGH) < ENOUGH));
  }
});
