import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { KNOWN_CARDS } from '../../../../src/activity/cards/render';
import { deepFreeze, planOf } from '../outbound-helper';
import { CARDS, readCards, shown } from './card-helper';

const cards = readCards();

describe('cards as they are sent', () => {
  for (const [name, activity] of cards) {
    it(name, () => {
      const file = join(CARDS, `${name}.txt`);
      assert.ok(existsSync(file), `${file} is missing: write what is sent into it, and look at it`);
      assert.equal(shown(planOf(deepFreeze(activity))), readFileSync(file, 'utf8'));
    });
  }

  it('are there of every type', () => {
    const types = [...cards.values()].flatMap(({ attachments = [] }) =>
      attachments.map(({ contentType }) => contentType),
    );
    for (const type of KNOWN_CARDS) assert.ok(types.includes(type), type);
  });

  it('say where they come from when they are official examples', () => {
    const told = readFileSync(join(CARDS, 'README.md'), 'utf8');
    const official = [...cards.keys()].filter((name) => name.startsWith('official-'));
    assert.ok(official.length > 0);
    for (const name of official) assert.ok(told.includes(`| \`${name}\` |`), name);
  });
});
