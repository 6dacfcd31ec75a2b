import assert from 'node:assert/strict';
import { isLongMessageId } from '../../../src/whatsgate/message-id';
import {
  ACCOUNT,
  activityOf,
  activityOfMessage,
  GROUP,
  groupMessage,
  LID,
  messageEvent,
  PERSON,
} from './inbound-helper';

const QUOTED = `true_${PERSON}_3EB0BBBB`;
const OTHER = '79005550101@c.us';

describe('inbound: the quoted message', () => {
  const given: readonly [string, Record<string, unknown>][] = [
    ['quotedMsgId', { quotedMsgId: QUOTED }],
    ['quotedMessageId', { quotedMessageId: QUOTED }],
    ['quotedMsgId as an object', { quotedMsgId: { fromMe: true, remote: PERSON, id: '3EB0BBBB' } }],
    ['quotedMsg.id', { quotedMsg: { id: { _serialized: QUOTED } } }],
    ['quotedMsg.id as text', { quotedMsg: { id: QUOTED, body: 'x' } }],
    ['quotedStanzaID when it is a long id', { quotedStanzaID: QUOTED }],
    ['a long id behind a short one', { quotedMsgId: '3EB0BBBB', quotedMsg: { id: QUOTED } }],
  ];
  for (const [name, fields] of given) {
    it(`is taken from ${name}`, () => assert.equal(activityOfMessage(fields).replyToId, QUOTED));
  }

  const built: readonly [string, Record<string, unknown>, boolean, string][] = [
    ['own, 1:1', { quotedParticipant: ACCOUNT.wid }, false, `true_${PERSON}_3EB0CCCC`],
    ['theirs, 1:1', { quotedParticipant: PERSON }, false, `false_${PERSON}_3EB0CCCC`],
    ['own, with a device', { quotedParticipant: '79990000001:2@c.us' }, false, `true_${PERSON}_3EB0CCCC`],
    ['own, in a group', { quotedParticipant: ACCOUNT.wid }, true, `true_${GROUP}_3EB0CCCC_${ACCOUNT.wid}`],
    ['of another member', { quotedParticipant: OTHER }, true, `false_${GROUP}_3EB0CCCC_${OTHER}`],
    [
      'of a hidden member, as an object',
      { quotedParticipant: { _serialized: LID } },
      true,
      `false_${GROUP}_3EB0CCCC_${LID}`,
    ],
  ];
  for (const [name, fields, inGroup, expected] of built) {
    it(`is built from stanza and participant: ${name}`, () => {
      const all = { quotedStanzaID: '3EB0CCCC', ...fields };
      const activity = inGroup ? activityOf(messageEvent(groupMessage(all))) : activityOfMessage(all);
      assert.equal(activity.replyToId, expected);
      assert.ok(isLongMessageId(expected), 'a bot can quote it in its turn');
    });
  }

  const unknown: readonly [string, Record<string, unknown>][] = [
    ['nothing is quoted', {}],
    ['only a flag tells', { hasQuotedMsg: true }],
    ['the participant is missing', { quotedStanzaID: '3EB0CCCC' }],
    ['the stanza is none', { quotedStanzaID: 'a b', quotedParticipant: PERSON }],
    ['the fields are of no use', { quotedMsgId: 5, quotedMsg: 'x', quotedStanzaID: null }],
  ];
  for (const [name, fields] of unknown) {
    it(`stays open when ${name}`, () => {
      assert.ok(!Object.hasOwn(activityOfMessage(fields), 'replyToId'));
    });
  }

  it('goes with every kind of message', () => {
    assert.equal(activityOfMessage({ type: 'image', quotedMsgId: QUOTED }).replyToId, QUOTED);
  });

  it('does not change what a reaction is about', () => {
    const fields = { type: 'reaction', reaction: '👍', msgId: QUOTED, quotedMsgId: `false_${PERSON}_3EB0DD` };
    assert.equal(activityOfMessage(fields).replyToId, QUOTED);
  });
});
