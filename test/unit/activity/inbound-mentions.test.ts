import assert from 'node:assert/strict';
import { TurnContext, type Activity } from 'botbuilder';
import {
  ACCOUNT,
  activityOf,
  activityOfMessage,
  groupMessage,
  LID,
  messageEvent,
  PERSON,
} from './inbound-helper';

describe('inbound: mentions', () => {
  it('carry the text exactly as it stands in the message', () => {
    const body = 'Hi @79991112233 and @179950657237125!';
    const activity = activityOfMessage({ body, mentionedIds: [PERSON, LID] });
    assert.deepEqual(activity.entities, [
      { type: 'mention', mentioned: { id: PERSON, name: '79991112233' }, text: '@79991112233' },
      { type: 'mention', mentioned: { id: LID, name: '179950657237125' }, text: '@179950657237125' },
    ]);
    assert.equal(activity.text, body);
  });

  it('are read from objects and from captions', () => {
    const mentionedIds = [{ _serialized: PERSON }, { user: '79005550101', server: 'c.us' }];
    const body = '@79991112233 @79005550101';
    const { entities } = activityOfMessage({ type: 'image', body, mentionedIds });
    assert.deepEqual(
      entities?.map(({ text }) => text),
      ['@79991112233', '@79005550101'],
    );
  });

  it('are named once, without the number of a device', () => {
    const mentionedIds = [PERSON, '79991112233:3@c.us', PERSON];
    const { entities } = activityOfMessage({ body: '@79991112233', mentionedIds });
    assert.deepEqual(
      entities?.map((entity) => entity['mentioned']),
      [{ id: PERSON, name: '79991112233' }],
    );
  });

  const none: readonly [string, string, unknown][] = [
    ['do not stand in the text', 'Hi Ann', [PERSON]],
    ['are only the beginning of a longer number', 'Hi @799911122334', [PERSON]],
    ['have no user', 'a@c.us', ['@c.us']],
    ['are no ids', '@1 @2', [1, null, {}, '']],
    ['are no list', '@79991112233', PERSON],
  ];
  for (const [name, body, mentionedIds] of none) {
    it(`are left out when they ${name}`, () => {
      assert.equal(activityOfMessage({ body, mentionedIds }).entities, undefined);
    });
  }

  it('are found where a longer number stands before them', () => {
    const { entities } = activityOfMessage({ body: '@799911122334 @79991112233', mentionedIds: [PERSON] });
    assert.equal(entities?.length, 1);
  });

  it('of the bot are removed by the SDK', () => {
    const fields = { body: '@79990000001 help', mentionedIds: [ACCOUNT.wid] };
    const activity: Partial<Activity> = activityOf(messageEvent(groupMessage(fields)));
    assert.equal(TurnContext.removeRecipientMention(activity).trim(), 'help');
  });
});
