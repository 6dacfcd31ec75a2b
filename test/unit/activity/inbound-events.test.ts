import assert from 'node:assert/strict';
import { chatOfEvent } from '../../../src/activity/inbound';
import {
  ACCOUNT,
  activityOf,
  activityOfMessage,
  askingForAll,
  eventOf,
  GROUP,
  groupMessage,
  inboundContext,
  LID,
  message,
  messageEvent,
  PERSON,
  reasonOf,
} from './inbound-helper';

const TARGET = `true_${PERSON}_3EB0BBBB`;

describe('inbound: reactions', () => {
  const added: readonly [string, Record<string, unknown>][] = [
    ['reaction and msgId', { reaction: '👍', msgId: TARGET, body: '' }],
    ['a key object', { reactionText: '👍', reactionParentKey: { _serialized: TARGET } }],
    ['the body', { body: '👍', msgId: TARGET }],
  ];
  for (const [name, fields] of added) {
    it(`added, told by ${name}`, () => {
      const activity = activityOfMessage({ type: 'reaction', ...fields });
      assert.equal(activity.type, 'messageReaction');
      assert.deepEqual([activity.id, activity.replyToId], [TARGET, TARGET]);
      assert.deepEqual(activity.reactionsAdded, [{ type: '👍' }]);
      assert.equal(activity.reactionsRemoved, undefined);
    });
  }

  it('removed when the emoji is empty', () => {
    const activity = activityOfMessage({ type: 'reaction', reaction: '', msgId: TARGET, body: 'old' });
    assert.deepEqual(activity.reactionsRemoved, [{ type: '' }]);
    assert.equal(activity.reactionsAdded, undefined);
  });

  it('in a group come from their author', () => {
    const fields = { type: 'reaction', reaction: '👍', msgId: `true_${GROUP}_3EB0BBBB_${ACCOUNT.wid}` };
    const activity = activityOf(messageEvent(groupMessage(fields)));
    assert.equal(activity.from.id, PERSON);
    assert.equal(activity.conversation.id, GROUP);
  });

  it('without a target are passed over', () => {
    assert.match(reasonOf(messageEvent(message({ type: 'reaction', reaction: '👍' }))), /to which message/);
  });
});

describe('inbound: deletions', () => {
  it('name the message that was deleted', () => {
    const id = `false_${PERSON}_3EB0BBBB`;
    const activity = activityOfMessage({
      type: 'revoked',
      protocolMessageKey: { _serialized: id },
      body: '',
    });
    assert.equal(activity.type, 'messageDelete');
    assert.equal(activity.id, id);
  });

  it('are about the message itself when no other is named', () => {
    assert.equal(activityOfMessage({ type: 'revoked' }).id, `false_${PERSON}_3EB0AAAA11112222`);
  });

  it('without any id are passed over', () => {
    assert.match(reasonOf(messageEvent(message({ type: 'revoked', id: undefined }))), /without an id/);
  });
});

describe('inbound: edits', () => {
  const edited = { latestEditSenderTimestampMs: 1_778_751_060_000 };
  const own = `false_${PERSON}_3EB0AAAA11112222`;

  it('keep the id of the message, not the one of the edit', () => {
    const key = { fromMe: false, remote: PERSON, id: '3EB0EDED' };
    const activity = activityOfMessage({ ...edited, body: 'Corrected', latestEditMsgKey: key });
    assert.deepEqual([activity.type, activity.id, activity.text], ['messageUpdate', own, 'Corrected']);
  });

  it('name the original when they are a message of their own', () => {
    const original = `false_${PERSON}_3EB0ORIG`;
    assert.equal(activityOfMessage({ ...edited, protocolMessageKey: original }).id, original);
  });

  it('of a caption bring the file along: the update is the full new content', () => {
    const activity = activityOfMessage({ ...edited, type: 'image', hasMedia: true, body: 'New caption' });
    assert.equal(activity.type, 'messageUpdate');
    assert.equal(activity.text, 'New caption');
    assert.equal(activity.attachments?.length, 1);
  });

  it('bring mentions along', () => {
    const activity = activityOfMessage({
      ...edited,
      body: 'ask @79005550101',
      mentionedIds: ['79005550101@c.us'],
    });
    assert.equal(activity.entities?.[0]?.['text'], '@79005550101');
  });

  it('are none when the time of the edit is no time', () => {
    for (const latestEditSenderTimestampMs of [null, 0, 'never']) {
      assert.equal(activityOfMessage({ latestEditSenderTimestampMs }).type, 'message');
    }
  });
});

describe('inbound: group changes', () => {
  const change = (subtype: string | undefined, fields: Record<string, unknown> = {}) =>
    messageEvent(
      groupMessage({ type: 'gp2', subtype, body: '', recipients: [PERSON, LID, PERSON], ...fields }),
    );

  for (const subtype of ['add', 'invite', 'linked_group_join', 'create']) {
    it(`${subtype} adds members, each once`, () => {
      const activity = activityOf(change(subtype));
      assert.equal(activity.type, 'conversationUpdate');
      assert.deepEqual(activity.membersAdded, [
        { id: PERSON, name: '' },
        { id: LID, name: '' },
      ]);
    });
  }

  for (const subtype of ['remove', 'leave']) {
    it(`${subtype} removes members`, () => {
      const activity = activityOf(change(subtype, { recipients: [{ user: '79991112233', server: 'c.us' }] }));
      assert.deepEqual(activity.membersRemoved, [{ id: PERSON, name: '' }]);
    });
  }

  it('the account itself is a member as any other', () => {
    const { membersAdded, recipient } = activityOf(change('add', { recipients: [ACCOUNT.wid] }));
    assert.equal(membersAdded?.[0]?.id, recipient.id);
  });

  it('members come without the number of a device', () => {
    const { membersAdded } = activityOf(change('add', { recipients: ['79991112233:4@c.us', PERSON] }));
    assert.deepEqual(membersAdded, [{ id: PERSON, name: '' }]);
  });

  it('subject changes the topic', () => {
    const activity = activityOf(change('subject', { body: 'Night shift' }));
    assert.equal(activity.type, 'conversationUpdate');
    assert.equal(activity.topicName, 'Night shift');
  });

  it('that say nothing are passed over', () => {
    assert.match(reasonOf(change('add', { recipients: undefined })), /names nobody/);
    assert.match(reasonOf(change('leave', { recipients: [] })), /names nobody/);
    assert.match(reasonOf(change('subject')), /without a name/);
  });

  for (const subtype of ['promote', 'demote', 'description', 'picture', 'announce', 'restrict', 'modify']) {
    it(`${subtype} is an event on request`, () => {
      assert.match(reasonOf(change(subtype)), /not asked for/);
      const activity = activityOf(change(subtype, { body: 'b' }), askingForAll);
      assert.equal(activity.name, 'whatsapp.groupUpdate');
      assert.deepEqual(activity.value, { change: subtype, members: [PERSON, LID], body: 'b' });
    });
  }
});

describe('inbound: events on request', () => {
  const invite = { inviteCode: 'A', groupId: GROUP };
  const cases: readonly [type: string, fields: Record<string, unknown>, kind: string, value: unknown][] = [
    ['groups_v4_invite', { inviteV4: invite }, 'groupInvite', invite],
    ['payment', {}, 'payment', undefined],
    ['call_log', {}, 'call', undefined],
    ['call', {}, 'call', undefined],
    ['poll_vote', {}, 'pollVote', undefined],
    ['notification_template', { subtype: 'change_number' }, 'contactChanged', undefined],
  ];
  for (const [type, fields, kind, value] of cases) {
    it(`${type} is whatsapp.${kind}`, () => {
      const event = messageEvent(message({ type, ...fields }));
      assert.equal(reasonOf(event), `a '${kind}' event, which is not asked for (option eventActivities)`);
      const activity = activityOf(event, askingForAll);
      assert.equal(activity.type, 'event');
      assert.equal(activity.name, `whatsapp.${kind}`);
      assert.deepEqual(activity.value, value ?? message({ type, ...fields }));
    });
  }

  it('asking for one kind does not bring another', () => {
    const context = inboundContext({ eventActivities: new Set(['payment']) });
    assert.match(reasonOf(messageEvent(message({ type: 'call' })), context), /'call'/);
  });
});

describe('inbound: the chat of an event', () => {
  const cases: readonly [string, object, string | undefined][] = [
    ['message', { message: message() }, PERSON],
    ['sent', { message: message({ id: TARGET, from: ACCOUNT.wid, to: GROUP }) }, GROUP],
    ['create', { message: message({ id: undefined, fromMe: true, from: ACCOUNT.wid, to: GROUP }) }, GROUP],
    ['ack', { message: { id: TARGET, ack: 2 } }, PERSON],
    ['ready', {}, undefined],
  ];
  for (const [event_action, event_data, chat] of cases) {
    it(event_action, () => assert.equal(chatOfEvent(eventOf({ event_action, event_data })), chat));
  }
});
