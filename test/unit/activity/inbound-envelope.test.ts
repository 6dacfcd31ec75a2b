import assert from 'node:assert/strict';
import { useFakeTimers, type SinonFakeTimers } from 'sinon';
import {
  ACCOUNT,
  activityOf,
  activityOfMessage,
  eventOf,
  GROUP,
  groupMessage,
  inboundContext,
  LID,
  message,
  messageEvent,
  PERSON,
} from './inbound-helper';

describe('inbound: the envelope', () => {
  it('fills every field of a text in a 1:1 chat and no other', () => {
    assert.deepEqual(activityOf(messageEvent(message())), {
      type: 'message',
      id: `false_${PERSON}_3EB0AAAA11112222`,
      channelId: 'whatsgate',
      serviceUrl: 'https://whatsgate.org/api/v1',
      timestamp: new Date('2026-05-14T09:30:00.000Z'),
      from: { id: PERSON, name: 'Ann' },
      recipient: { id: ACCOUNT.wid, name: 'Shop' },
      conversation: { id: PERSON, name: '', isGroup: false, conversationType: 'personal' },
      channelData: {
        whatsgate: {
          whatsappId: ACCOUNT.whatsappId,
          action: 'message',
          eventId: 41,
          message: message(),
        },
      },
      text: 'Good morning',
      textFormat: 'plain',
    });
  });

  it('has the account as its recipient also where a message says that it went to its group', () => {
    const quote = { quotedStanzaID: 'AA', quotedParticipant: ACCOUNT.wid };
    const activity = activityOf(messageEvent(groupMessage({ to: GROUP, ...quote })));
    assert.deepEqual(activity.recipient, { id: ACCOUNT.wid, name: 'Shop' });
    assert.equal(activity.replyToId, `true_${GROUP}_AA_${ACCOUNT.wid}`);
  });

  it('leaves the message in channelData as it came, unknown and dirty fields included', () => {
    const dirty = message({ type: 'location', body: 'x', later: { nested: [1, null] }, timestamp: '12' });
    const { channelData } = activityOf(messageEvent(dirty));
    assert.deepEqual(channelData.whatsgate.message, dirty);
  });

  it('leaves eventId out when the event has no number', () => {
    const { channelData } = activityOf(messageEvent(message(), { id: undefined }));
    assert.deepEqual(Object.keys(channelData.whatsgate), ['whatsappId', 'action', 'message']);
  });

  it('takes the channel id and the service URL from the settings', () => {
    const context = inboundContext({ channelId: 'shop', serviceUrl: 'http://127.0.0.1:9/api/v1' });
    const activity = activityOfMessage({}, context);
    assert.equal(activity.channelId, 'shop');
    assert.equal(activity.serviceUrl, 'http://127.0.0.1:9/api/v1');
  });

  it('makes an id from the event number for a message without one', () => {
    assert.equal(activityOfMessage({ id: undefined }).id, `${ACCOUNT.whatsappId}:message:41`);
    const unnumbered = messageEvent(message({ id: undefined }), { id: undefined });
    assert.equal(activityOf(unnumbered).id, `${ACCOUNT.whatsappId}:message:1778751005000`);
  });

  describe('the message id as an object', () => {
    const key = { fromMe: false, remote: PERSON, id: '3EB0CC' };
    const cases: readonly [string, object, string][] = [
      ['with _serialized', { ...key, _serialized: 'false_7@c.us_AA' }, 'false_7@c.us_AA'],
      ['without _serialized', key, `false_${PERSON}_3EB0CC`],
      [
        'with a participant',
        { ...key, remote: { user: '120363043968066561', server: 'g.us' }, participant: LID },
        `false_${GROUP}_3EB0CC_${LID}`,
      ],
    ];
    for (const [name, id, expected] of cases) {
      it(name, () => assert.equal(activityOfMessage({ id }).id, expected));
    }
  });

  describe('the author in a group', () => {
    const cases: readonly [string, Record<string, unknown>, string][] = [
      ['is the fourth segment of the id', {}, PERSON],
      ['is a hidden id as it stands', { id: `false_${GROUP}_3EB0_${LID}` }, LID],
      ['is the field author before the id', { author: '79005550101@c.us' }, '79005550101@c.us'],
      ['is read from an object', { author: { _serialized: LID } }, LID],
      ['loses the number of the device', { author: '79005550101:7@c.us' }, '79005550101@c.us'],
      ['is the group itself when nobody tells', { id: `false_${GROUP}_3EB0` }, GROUP],
      ['is the group itself when even the id is missing', { id: undefined }, GROUP],
    ];
    for (const [name, fields, expected] of cases) {
      it(name, () => assert.equal(activityOf(messageEvent(groupMessage(fields))).from.id, expected));
    }
  });

  it('is the same chat whichever devices a message comes from and goes to', () => {
    const [from, to] = [PERSON, ACCOUNT.wid].map((id) => id.replace('@', ':12@'));
    const activity = activityOfMessage({ from, to });
    assert.deepEqual(
      [activity.from.id, activity.conversation.id, activity.recipient.id],
      [PERSON, PERSON, ACCOUNT.wid],
    );
  });

  it('describes a group', () => {
    const { conversation, recipient } = activityOf(messageEvent(groupMessage({ chat_name: 'Couriers' })));
    assert.deepEqual(conversation, {
      id: GROUP,
      name: 'Couriers',
      isGroup: true,
      conversationType: 'group',
    });
    assert.deepEqual(recipient, { id: ACCOUNT.wid, name: 'Shop' });
  });

  it('knows the recipient from the account when the message does not say it', () => {
    assert.equal(activityOfMessage({ to: undefined }).recipient.id, ACCOUNT.wid);
    const unlearnt = inboundContext({
      account: { whatsappId: ACCOUNT.whatsappId, wid: undefined, name: undefined },
    });
    const { recipient } = activityOfMessage({ to: undefined }, unlearnt);
    assert.deepEqual(recipient, { id: ACCOUNT.whatsappId, name: '' });
  });

  it('takes the name of the sender from notifyName when from_name is missing or empty', () => {
    assert.equal(activityOfMessage({ from_name: undefined, notifyName: 'Ann B' }).from.name, 'Ann B');
    assert.equal(activityOfMessage({ from_name: '', notifyName: 'Ann B' }).from.name, 'Ann B');
    assert.equal(activityOfMessage({ from_name: undefined }).from.name, '');
  });

  it('takes the chat from the id when the message names no sender', () => {
    assert.equal(activityOfMessage({ from: undefined }).conversation.id, PERSON);
  });

  it('keeps a hidden id and an id of unknown shape as they are', () => {
    const hidden = activityOfMessage({ from: LID, id: `false_${LID}_3EB0` });
    assert.deepEqual([hidden.from.id, hidden.conversation.id], [LID, LID]);
    const strange = activityOfMessage({ from: 'someone@next.server', id: undefined });
    assert.equal(strange.conversation.id, 'someone@next.server');
    assert.equal(strange.conversation.conversationType, 'personal');
  });

  describe('time', () => {
    let clock: SinonFakeTimers;
    beforeEach(() => {
      clock = useFakeTimers({ now: 1_790_000_000_000, toFake: ['Date'] });
    });
    afterEach(() => clock.restore());

    const ofEvent = '2026-05-14T09:30:05.000Z';
    const cases: readonly [string, unknown, string][] = [
      ['Unix seconds', 1_778_751_000, '2026-05-14T09:30:00.000Z'],
      ['fractions of seconds', 1_778_751_000.25, '2026-05-14T09:30:00.250Z'],
      ['seconds as text', '1778751000', '2026-05-14T09:30:00.000Z'],
      ['missing: the date of the event, in UTC', undefined, ofEvent],
      ['zero', 0, ofEvent],
      ['negative', -5, ofEvent],
      ['beyond all dates', 9e15, ofEvent],
      ['no number', 'yesterday', ofEvent],
      ['null', null, ofEvent],
    ];
    for (const [name, timestamp, expected] of cases) {
      it(name, () => assert.equal(activityOfMessage({ timestamp }).timestamp.toISOString(), expected));
    }

    it('is now when neither message nor event tells it', () => {
      const event = eventOf({
        event_date: 'soon',
        event_data: { message: message({ timestamp: undefined }) },
      });
      assert.equal(activityOf(event).timestamp.getTime(), 1_790_000_000_000);
    });
  });

  it('puts the account into the conversation id where there are several', () => {
    const context = inboundContext({ severalAccounts: true });
    assert.equal(activityOfMessage({}, context).conversation.id, `${ACCOUNT.whatsappId}:${PERSON}`);
    assert.equal(activityOfMessage({}, context).from.id, PERSON);
  });
});
