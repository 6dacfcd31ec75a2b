import assert from 'node:assert/strict';
import { Activity } from '@microsoft/agents-activity';
import fc from 'fast-check';
import { toActivity } from '../../../src/activity/inbound';
import { toAgentsActivity } from '../../../src/hosts/agents-activity';
import { parseEvent } from '../../../src/whatsgate/event';

const CONTEXT = {
  channelId: 'whatsgate',
  serviceUrl: 'https://whatsgate.org/api/v1',
  account: { whatsappId: 'shop', wid: undefined, name: undefined },
  severalAccounts: false,
  eventActivities: new Set(['receipt', 'ownMessage', 'call', 'groupUpdate'] as const),
};

/** The activity that the Agents SDK gets of a message, if it gets one. */
function activityOf(message: object): Activity | undefined {
  const event = parseEvent({ id: 1, whatsapp_id: 'shop', event_action: 'message', event_data: { message } });
  const inbound = event && toActivity(event, CONTEXT);
  return inbound !== undefined && 'activity' in inbound ? toAgentsActivity(inbound.activity) : undefined;
}

const KINDS = [
  'chat',
  'image',
  'ptt',
  'location',
  'vcard',
  'reaction',
  'revoked',
  'gp2',
  'call_log',
  'list_response',
];

describe('an activity for the Agents SDK', () => {
  it('passes the schema of the SDK, which reads every activity again', () => {
    let checked = 0;
    fc.assert(
      fc.property(
        fc.record(
          {
            id: fc.constantFrom('false_79991112233@c.us_A', 'false_1203630@g.us_A_79991112233@c.us'),
            from: fc.constantFrom('79991112233@c.us', '1203630@g.us', '555@lid'),
            type: fc.constantFrom(...KINDS),
            body: fc.constantFrom('', 'hi', 'BEGIN:VCARD\nFN:\nEND:VCARD'),
            from_name: fc.constantFrom('', 'Anna', null),
            chat_name: fc.constantFrom('', 'Couriers', null),
            filename: fc.constantFrom('', 'a.pdf', null),
            mimetype: fc.constantFrom('', 'image/png', null),
            reactionText: fc.constantFrom('', '👍', null),
            msgId: fc.constantFrom('true_79991112233@c.us_B', null),
            subtype: fc.constantFrom('add', 'remove', 'subject', 'picture'),
            recipients: fc.constantFrom(['79991112244@c.us'], [], null),
            quotedMsgId: fc.constantFrom('true_79991112233@c.us_C', '', null),
          },
          { requiredKeys: ['id', 'from', 'type', 'body'] },
        ),
        (message) => {
          const activity = activityOf(message);
          if (activity === undefined) return;
          checked += 1;
          const again = Activity.fromObject(activity);
          assert.equal(again.channelId, 'whatsgate');
          assert.deepEqual(again.getConversationReference(), activity.getConversationReference());
        },
      ),
    );
    assert.ok(checked > 20, `${checked} were checked`);
  });

  it('has a word for a reaction that was taken back', () => {
    const target = { msgId: 'true_79991112233@c.us_B', reactionText: '' };
    const activity = activityOf({
      id: 'false_79991112233@c.us_A',
      from: '79991112233@c.us',
      type: 'reaction',
      ...target,
    });
    assert.deepEqual(activity?.reactionsRemoved, [{ type: 'unknown' }]);
  });

  it('leaves out what is null or empty, and keeps the rest', () => {
    const activity = toAgentsActivity({
      type: 'event',
      name: 'ContinueConversation',
      channelId: 'whatsgate',
      serviceUrl: 'https://whatsgate.org/api/v1',
      timestamp: new Date(0),
      conversation: {
        id: 'a',
        name: '',
        isGroup: false,
        conversationType: 'personal',
        tenantId: null,
      } as never,
      from: { id: 'a', name: '' },
      recipient: { id: 'b', name: '' },
      locale: null as never,
    });
    assert.deepEqual(activity.conversation, { id: 'a', isGroup: false, conversationType: 'personal' });
    assert.ok(!('locale' in activity));
    assert.equal(activity.id, undefined);
  });
});
