import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { OfferedChoice } from '../../../../src/activity/compose';
import type { Plan, Step } from '../../../../src/activity/outbound';
import type { OutboundActivity } from '../../../../src/activity/types';

/** Where the cards and their snapshots are. */
export const CARDS = join(__dirname, '..', '..', '..', 'fixtures', 'cards');

/** All activities with cards, by their names. */
export function readCards(): ReadonlyMap<string, OutboundActivity> {
  const files = readdirSync(CARDS).filter((file) => file.endsWith('.json'));
  return new Map(
    files.map((file) => [
      file.replace('.json', ''),
      JSON.parse(readFileSync(join(CARDS, file), 'utf8')) as OutboundActivity,
    ]),
  );
}

/** What is sent, as a person can read it: each message, then what can be typed. */
export function shown({ steps, choices = [], ignored }: Plan): string {
  return [
    ...steps.map((step, index) => `──── message ${index + 1} ────\n${shownStep(step)}`),
    ...(choices.length === 0 ? [] : [`════ answers ════\n${choices.map(shownChoice).join('\n')}`]),
    ...(ignored.length === 0 ? [] : [`════ ignored ════\n${ignored.join('\n')}`]),
    '',
  ].join('\n');
}

function shownStep(step: Step): string {
  if (step.kind === 'text') return step.text;
  if (step.kind !== 'file') return step.kind;
  const { source } = step.file;
  const where = source.kind === 'url' || source.kind === 'data-url' ? source.url : source.kind;
  const instead = step.instead === undefined ? '' : ` (or: ${step.instead})`;
  return `[file ${where}${instead}]${step.caption === undefined ? '' : `\n${step.caption}`}`;
}

function shownChoice({ number, title, also = [], answer }: OfferedChoice): string {
  const words = [number, title, ...also].filter((word) => word !== undefined).join(' | ');
  const value = answer.value === undefined ? '' : `, value ${JSON.stringify(answer.value)}`;
  return `${words} → text ${JSON.stringify(answer.text)}${value}`;
}

/** Everything that a person reads in what is sent, in order, without marks. */
export function readable({ steps }: Plan): string {
  return steps
    .map((step) => {
      if (step.kind === 'text') return step.text;
      if (step.kind !== 'file') return '';
      const url = step.file.source.kind === 'url' ? step.file.source.url : '';
      return `${url} ${step.caption ?? ''}`;
    })
    .join('\n');
}
