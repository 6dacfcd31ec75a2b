import assert from 'node:assert/strict';
import { activityOfMessage } from './inbound-helper';

function card(...lines: readonly string[]): string {
  return ['BEGIN:VCARD', 'VERSION:3.0', ...lines, 'END:VCARD'].join('\n');
}

const ANN = card(
  'N:;Ann;;;',
  'FN:Ann Smith',
  'item1.TEL;waid=79991112233:+7 999 111-22-33',
  'TEL;type=WORK:8 800 555 35 35',
);
const BOB = card('FN:Bob');

describe('inbound: shared contacts', () => {
  it('bring name, phones and WhatsApp numbers already read', () => {
    const activity = activityOfMessage({ type: 'vcard', body: ANN });
    assert.equal(activity.type, 'message');
    assert.equal(activity.text, 'Ann Smith');
    assert.deepEqual(activity.attachments, [
      {
        contentType: 'text/vcard',
        content: {
          vcard: ANN,
          displayName: 'Ann Smith',
          phones: ['+7 999 111-22-33', '8 800 555 35 35'],
          waIds: ['79991112233'],
        },
        name: 'Ann Smith.vcf',
      },
    ]);
  });

  const places: readonly [string, Record<string, unknown>][] = [
    ['vCards', { vCards: [ANN, BOB], body: '' }],
    ['vcardList', { vcardList: [{ displayName: 'x', vcard: ANN }, { vcard: BOB }], body: '' }],
    ['both, each card once', { vCards: [ANN, BOB], vcardList: [{ vcard: ANN }, { vcard: BOB }] }],
    ['vCards with rubbish between', { vCards: [ANN, 5, null, '', BOB] }],
  ];
  for (const [name, fields] of places) {
    it(`several are read from ${name}`, () => {
      const activity = activityOfMessage({ type: 'multi_vcard', ...fields });
      assert.equal(activity.text, 'Ann Smith, Bob');
      assert.deepEqual(
        activity.attachments?.map((attachment) => attachment.name),
        ['Ann Smith.vcf', 'Bob.vcf'],
      );
    });
  }

  it('without a card are a text', () => {
    const activity = activityOfMessage({ type: 'vcard', body: 'Ann' });
    assert.equal(activity.text, 'Ann');
    assert.equal(activity.attachments, undefined);
  });

  const names: readonly (readonly [written: string, read: string])[] = [
    ['Smith\\, Ann\\; Ltd', 'Smith, Ann; Ltd'],
    ['C:\\\\new\\nline', 'C:\\new line'],
    ['A very long na\r\n me that goes on', 'A very long name that goes on'],
  ];
  for (const [written, read] of names) {
    it(`have their name without what a vCard needs: ${read}`, () => {
      const activity = activityOfMessage({ type: 'vcard', body: card(`FN:${written}`) });
      assert.equal(activity.text, read);
    });
  }

  it('with the parts of a name alone are called by them', () => {
    const nameOf = (...lines: string[]): string | undefined =>
      activityOfMessage({ type: 'vcard', body: card(...lines) }).text;
    assert.equal(nameOf('NOTE:none', 'N;CHARSET=UTF-8:Smith\\; Sons;Ann;;;'), 'Ann Smith; Sons');
    assert.equal(nameOf('N:;Ann'), 'Ann');
    assert.equal(nameOf('N:Smith', 'FN:'), 'Smith');
    assert.equal(nameOf('N:;;;;'), 'contact');
  });

  it('without a name are called contact', () => {
    const [attachment] = activityOfMessage({ type: 'vcard', body: card('TEL:+7 1') }).attachments ?? [];
    assert.equal(attachment?.name, 'contact.vcf');
    assert.equal(attachment.content?.['displayName'], 'contact');
    const blank = activityOfMessage({ type: 'vcard', body: card('FN:   ', 'TEL:') });
    assert.equal(blank.text, 'contact');
    assert.deepEqual(blank.attachments?.[0]?.content?.['phones'], []);
  });

  it('with Windows line ends carry none into names and phones', () => {
    const body = card('FN;CHARSET=UTF-8:Анна', 'TEL;CELL:+7 999').replaceAll('\n', '\r\n');
    const { content } = activityOfMessage({ type: 'vcard', body }).attachments?.[0] ?? {};
    assert.equal(content?.['displayName'], 'Анна');
    assert.deepEqual(content['phones'], ['+7 999']);
  });

  const hostile: readonly [shown: string, fileName: string][] = [
    ['../../etc/passwd', 'passwd.vcf'],
    ['..', 'vcf'],
    ['AC/DC "live"', 'DC _live_.vcf'],
    ['C:\\Windows\\x', 'x.vcf'],
    ['A\u202egpj.exe', 'Agpj.exe.vcf'],
    ['a'.repeat(300), `${'a'.repeat(196)}.vcf`],
  ];
  for (const [shown, fileName] of hostile) {
    it(`a hostile name is shown as it is and never becomes a path: ${JSON.stringify(shown.slice(0, 20))}`, () => {
      const activity = activityOfMessage({ type: 'vcard', body: card(`FN:${shown}`) });
      assert.equal(activity.text, shown);
      assert.equal(activity.attachments?.[0]?.name, fileName);
    });
  }

  it('made of blanks do not stop the process', () => {
    const blanks = ' '.repeat(200_000);
    const body = card(`FN:a${blanks}x`, `TEL:1${blanks}x`, `TEL${blanks}`, '\n'.repeat(200_000));
    const start = process.cpuUsage();
    activityOfMessage({ type: 'vcard', body });
    assert.ok(process.cpuUsage(start).user < 2_000_000, 'linear in the length of the card');
  });
});
