import assert from 'node:assert/strict';
import { toActivity } from '../../../src/activity/inbound';
import { assertActivityRules } from './activity-rules';
import {
  ACCOUNT,
  activityOf,
  activityOfMessage,
  askingForAll,
  eventOf,
  GROUP,
  inboundContext,
  message,
  messageEvent,
  PERSON,
  reasonOf,
} from './inbound-helper';

describe('inbound: what never becomes a message', () => {
  const own: readonly [string, Record<string, unknown>][] = [
    ['by the first segment of the id', { id: `true_${PERSON}_3EB0AA`, from: ACCOUNT.wid, to: PERSON }],
    ['by the flag fromMe', { id: 'ABC', fromMe: true }],
    ['by the sender', { id: 'ABC', from: ACCOUNT.wid }],
    ['by the sender, on another device', { id: 'ABC', from: ACCOUNT.wid.replace('@', ':3@') }],
    ['by the key object', { id: { fromMe: true, remote: PERSON, id: '3EB0AA' } }],
  ];
  for (const [name, fields] of own) {
    it(`own messages, known ${name}`, () => {
      assert.equal(reasonOf(messageEvent(message(fields)), askingForAll), "a message of the account's own");
    });
  }

  const silent: readonly [string, Record<string, unknown>][] = [
    ['a status', { from: 'status@broadcast', id: `false_status@broadcast_3EB0_${PERSON}` }],
    ['a status by its flag', { isStatus: true }],
    ['a status by its id alone', { id: `false_status@broadcast_3EB0_${PERSON}` }],
    ['a broadcast list', { from: '1234@broadcast', id: 'false_1234@broadcast_3EB0' }],
    ['a channel', { from: '120363171743427809@newsletter', id: 'ABC' }],
    ['WhatsApp itself', { from: '0@c.us', id: 'ABC' }],
    ['the server', { from: 'server@c.us', id: 'ABC' }],
    ['Meta AI by number', { from: '13135550002@c.us', id: 'ABC' }],
    ['a Meta bot', { from: '867051314767696@bot', id: 'ABC' }],
  ];
  for (const [name, fields] of silent) {
    it(name, () => {
      assert.match(reasonOf(messageEvent(message(fields)), askingForAll), /^a message of a \w+ chat$/);
    });
  }

  it('a message that says nowhere who sent it', () => {
    const event = messageEvent(message({ from: undefined, id: undefined }));
    assert.equal(reasonOf(event), 'a message without sender');
  });

  it('but a message that came through the broadcast list of somebody else is one', () => {
    assert.equal(activityOfMessage({ broadcast: true }).type, 'message');
  });

  for (const event_action of ['media', 'error', 'ready', 'disconnect', 'story']) {
    it(`the event '${event_action}'`, () => {
      const kind = event_action === 'story' ? 'unsupported' : event_action;
      const event = eventOf({ event_action, event_data: { message: message() } });
      assert.equal(reasonOf(event, askingForAll), `a '${kind}' event belongs to no conversation`);
    });
  }
});

describe('inbound: receipts', () => {
  const messageId = `true_${PERSON}_3EB0BB`;
  const receipt = (ack: unknown, id = messageId) =>
    eventOf({ event_action: 'ack', event_data: { message: { id, ack } } });

  it('become nothing unless they are asked for', () => {
    assert.equal(reasonOf(receipt(3)), 'a receipt (option eventActivities)');
  });

  const cases: readonly [number, string, string][] = [
    [2, 'delivery', 'delivered'],
    [3, 'read', 'read'],
    [4, 'played', 'played'],
    [-1, 'failed', 'failed'],
    [-7, 'failed', 'failed'],
  ];
  for (const [ack, name, status] of cases) {
    it(`ack ${ack} is the event '${name}' in the chat of the message`, () => {
      const activity = activityOf(receipt(ack), askingForAll);
      assert.equal(activity.type, 'event');
      assert.equal(activity.name, name);
      assert.equal(activity.replyToId, messageId);
      assert.equal(activity.id, `${ACCOUNT.whatsappId}:ack:41`);
      assert.equal(activity.conversation.id, PERSON);
      assert.equal(activity.recipient.id, ACCOUNT.wid);
      assert.deepEqual(activity.value, { messageId, status, ack, timestamp: '2026-05-14T09:30:05.000Z' });
    });
  }

  for (const ack of [0, 1, 5, 2.5]) {
    it(`ack ${ack} tells a bot nothing`, () => {
      assert.equal(reasonOf(receipt(ack), askingForAll), `a receipt with ack ${ack}`);
    });
  }

  it('of a message whose chat is unknown become nothing', () => {
    assert.match(reasonOf(receipt(3, '3EB0BB'), askingForAll), /receipt/);
  });

  it('of a status become nothing: nobody can be answered there', () => {
    assert.match(reasonOf(receipt(3, 'true_status@broadcast_3EB0'), askingForAll), /status chat/);
  });

  it('in a group belong to the group', () => {
    const { conversation } = activityOf(receipt(3, `true_${GROUP}_3EB0BB_${ACCOUNT.wid}`), askingForAll);
    assert.deepEqual([conversation.id, conversation.isGroup], [GROUP, true]);
  });
});

describe('inbound: own messages on request', () => {
  const sent = message({ id: `true_${PERSON}_3EB0BB`, from: ACCOUNT.wid, to: PERSON, body: 'By hand' });

  for (const event_action of ['sent', 'create']) {
    it(`'${event_action}' is an event from the account, in the chat that it was sent to`, () => {
      const event = eventOf({ event_action, event_data: { message: sent } });
      assert.equal(reasonOf(event), "a message of the account's own (option eventActivities)");
      const activity = activityOf(event, askingForAll);
      assert.equal(activity.type, 'event');
      assert.equal(activity.name, 'whatsapp.messageSent');
      assert.deepEqual(activity.from, { id: ACCOUNT.wid, name: 'Shop' });
      assert.deepEqual(activity.recipient, { id: PERSON, name: '' });
      assert.equal(activity.conversation.id, PERSON);
      assert.deepEqual(activity.value, sent);
    });
  }

  it('names the account by its WhatsappID while nothing else is known of it', () => {
    const account = { whatsappId: ACCOUNT.whatsappId, wid: undefined, name: undefined };
    const context = inboundContext({ account, eventActivities: new Set(['ownMessage']) });
    const activity = activityOf(eventOf({ event_action: 'sent', event_data: { message: sent } }), context);
    assert.deepEqual(activity.from, { id: ACCOUNT.whatsappId, name: '' });
  });

  it('a status of the account is none', () => {
    const status = message({ id: 'true_status@broadcast_3EB0', from: ACCOUNT.wid, to: 'status@broadcast' });
    const event = eventOf({ event_action: 'create', event_data: { message: status } });
    assert.match(reasonOf(event, askingForAll), /status chat/);
  });

  it('without recipient is passed over', () => {
    const event = eventOf({ event_action: 'create', event_data: { message: { body: 'x' } } });
    assert.equal(reasonOf(event, askingForAll), 'an own message without recipient');
  });
});

describe('the checker of the Activity rules', () => {
  const inbound = toActivity(messageEvent(message()), inboundContext());
  const good = 'activity' in inbound ? inbound.activity : undefined;
  const broken: readonly [string, object][] = [
    ['no text', { text: undefined }],
    ['an empty string', { replyToId: '' }],
    ['an empty list', { attachments: [] }],
    ['a secret in serviceUrl', { serviceUrl: 'https://h/?token=1' }],
    ['a data URL', { attachments: [{ contentType: 'image/png', contentUrl: 'data:,x', name: 'a' }] }],
    ['a path in a name', { attachments: [{ contentType: 'image/png', contentUrl: 'x:y', name: '../a' }] }],
    ['a mention that is not in the text', { entities: [{ type: 'mention', text: '@7' }] }],
    ['bytes', { channelData: { whatsgate: Buffer.from('a') }, value: 1n }],
    ['no time', { timestamp: new Date(NaN) }],
  ];
  for (const [name, change] of broken) {
    it(`finds ${name}`, () => {
      assert.ok(good);
      assert.throws(() => assertActivityRules({ ...good, ...change }));
    });
  }
});
