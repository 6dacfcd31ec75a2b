import assert from 'node:assert/strict';
import { messageTypeOf } from '../../../src/activity/outbound';
import { planOf } from './outbound-helper';

const CARD = 'BEGIN:VCARD\r\nVERSION:3.0\r\nFN:Анна\r\nEND:VCARD';

describe('outbound: contacts', () => {
  const ways: readonly (readonly [name: string, contentType: string, content: unknown])[] = [
    ['as an inbound contact has it', 'text/vcard', { vcard: CARD, displayName: 'Анна', phones: [] }],
    ['as text', 'text/vcard', CARD],
    ['of a type with parameters', 'Text/VCard; charset=utf-8', CARD],
    ['of the older type', 'text/x-vcard', CARD],
  ];
  for (const [name, contentType, content] of ways) {
    it(`${name} are the file of the card`, () => {
      const [step, ...others] = planOf({ attachments: [{ contentType, content, name: 'a.vcf' }] }).steps;
      assert.deepEqual(others, []);
      assert.ok(step?.kind === 'file' && step.file.source.kind === 'bytes');
      assert.equal(Buffer.from(step.file.source.bytes).toString(), CARD);
      assert.equal(messageTypeOf(step.file.contentType ?? '', step.file.as), 'doc');
    });
  }

  it('as base64 stay base64', () => {
    const content = Buffer.from(CARD).toString('base64');
    const [step] = planOf({ attachments: [{ contentType: 'text/vcard', content }] }).steps;
    assert.equal(step?.kind === 'file' && step.file.source.kind, 'base64');
  });

  it('without a card are left out', () => {
    const attachments = [{ contentType: 'text/vcard', content: { displayName: 'Anna' } }];
    assert.deepEqual(planOf({ attachments }).ignored, ["attachment of type 'text/vcard'"]);
  });
});
