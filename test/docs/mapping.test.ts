import assert from 'node:assert/strict';
import { toActivity } from '../../src/activity/inbound';
import type { InboundContext } from '../../src/activity/inbound-envelope';
import { KNOWN_MESSAGE_KINDS } from '../../src/activity/inbound-message';
import { messageTypeOf, planActivity } from '../../src/activity/outbound';
import type { EventActivityKind, InboundActivity } from '../../src/activity/types';
import { parseEvent } from '../../src/whatsgate/event';
import { EVENT_ACTIONS } from '../../src/whatsgate/wire';
import { wordsOf } from './support/declarations';
import { codeIn, readDocument, tableOf, type TableRow } from './support/markdown';

const mapping = readDocument('docs/mapping.md');
const EVENT_KINDS = wordsOf('src/activity/types.ts', 'EventActivityKind') as EventActivityKind[];
const MESSAGE_ID = 'false_79991112233@c.us_3EB0C767D097B7C7C0';

/** A message with what each kind needs beside its name; fields that a kind does not know mean nothing to it. */
const FULL_MESSAGE = {
  id: MESSAGE_ID,
  from: '79991112233@c.us',
  body: 'A text',
  msgId: MESSAGE_ID,
  vCards: ['BEGIN:VCARD\nFN:Boris\nEND:VCARD'],
  recipients: ['79992223344@c.us'],
};

function context(...kinds: EventActivityKind[]): InboundContext {
  return {
    channelId: 'whatsgate',
    serviceUrl: 'https://whatsgate.org/api/v1',
    account: { whatsappId: 'an-account', wid: '79990000001@c.us', name: 'Shop' },
    severalAccounts: false,
    eventActivities: new Set(kinds),
  };
}

function activityOf(action: string, data: unknown, asked: InboundContext): InboundActivity | undefined {
  const event = parseEvent({ id: 1, whatsapp_id: 'an-account', event_action: action, event_data: data });
  assert.ok(event !== undefined);
  const inbound = toActivity(event, asked);
  return 'activity' in inbound ? inbound.activity : undefined;
}

function message(fields: object, asked = context()): InboundActivity | undefined {
  return activityOf('message', { message: { ...FULL_MESSAGE, ...fields } }, asked);
}

function rowsOf(column: string): { readonly names: string[]; readonly row: TableRow }[] {
  return tableOf(mapping, column).map((row) => ({ names: codeIn(row[column] ?? ''), row }));
}

describe('the messages in docs/mapping.md', () => {
  const rows = tableOf(mapping, 'kind');
  const kinds = rows.flatMap((row) => codeIn(row['kind'] ?? ''));

  it('are all kinds that are known, each once', () => {
    assert.deepEqual([...kinds].sort(), [...KNOWN_MESSAGE_KINDS].sort());
  });

  for (const row of rows) {
    const activity = row['Activity'] ?? '';
    const [type] = codeIn(activity);
    for (const kind of codeIn(row['kind'] ?? '')) {
      it(`tell the truth of ${kind}: ${activity}`, () => {
        const subtype = kind === 'gp2' ? 'add' : undefined;
        const byItself = message({ type: kind, subtype });
        const onRequest = message({ type: kind, subtype }, context(...EVENT_KINDS));
        assert.equal(onRequest?.type, type);
        assert.equal(byItself?.type, activity.endsWith('on request') ? undefined : type);
        const name = /`(whatsapp\.\w+)`/.exec(row['what it holds'] ?? '')?.[1];
        if (type === 'event') assert.equal(onRequest?.name, name);
      });
    }
  }

  it('tell the subtypes of a group change', () => {
    const holds = rows.find((row) => row['kind'] === '`gp2`')?.['what it holds'] ?? '';
    const groups = [...holds.matchAll(/`(members\w+|topicName)` \(([^)]*)\)/g)];
    assert.equal(groups.length, 3);
    for (const [, field = '', subtypes = ''] of groups) {
      for (const subtype of codeIn(subtypes)) {
        const activity = message({ type: 'gp2', subtype });
        assert.equal(activity?.type, 'conversationUpdate', subtype);
        assert.ok(field in activity, `${subtype} gives ${field}`);
      }
    }
  });

  it('say that an edit is an update, and that unknown kinds are read as far as they can be', () => {
    assert.equal(message({ type: 'chat', latestEditSenderTimestampMs: 1 })?.type, 'messageUpdate');
    assert.equal(message({ type: undefined })?.type, 'message');
    assert.equal(message({ type: 'never_seen', hasMedia: true })?.attachments?.length, 1);
    assert.equal(message({ type: 'never_seen' })?.text, 'A text');
    assert.equal(message({ type: 'never_seen', body: '' }), undefined);
  });

  it('say that own messages and one-way chats are nothing', () => {
    assert.equal(message({ type: 'chat', fromMe: true }), undefined);
    assert.equal(message({ type: 'chat', id: `true_${MESSAGE_ID.slice(6)}` }), undefined);
    assert.equal(message({ type: 'chat', from: '79990000001@c.us' }), undefined);
    for (const from of ['status@broadcast', '120363000000000000@newsletter', '1@broadcast', '0@c.us']) {
      assert.equal(message({ type: 'chat', from }), undefined, from);
    }
  });
});

describe('the events in docs/mapping.md', () => {
  const samples: Readonly<Record<string, unknown>> = {
    ack: { message: { id: `true_${MESSAGE_ID.slice(6)}`, ack: 3 } },
    sent: { message: { id: `true_${MESSAGE_ID.slice(6)}`, to: '79991112233@c.us' } },
    create: { message: { id: `true_${MESSAGE_ID.slice(6)}`, to: '79991112233@c.us' } },
  };
  const rows = rowsOf('event').filter(({ names }) => !names.includes('message'));

  for (const { names, row } of rows) {
    for (const name of names) {
      it(`tell the truth of ${name}`, () => {
        const data = samples[name] ?? {};
        const [, onRequest] = codeIn(row['Activity'] ?? '');
        assert.equal(activityOf(name, data, context()), undefined);
        const asked = activityOf(name, data, context(...EVENT_KINDS));
        assert.equal(asked?.type, onRequest === undefined ? undefined : 'event');
        if (onRequest !== undefined) {
          const alone = activityOf(name, data, context(onRequest as EventActivityKind));
          assert.equal(alone?.type, 'event', `${name} is asked for as ${onRequest}`);
        }
      });
    }
  }

  it('are all there are', () => {
    const all = rowsOf('event').flatMap(({ names }) => names);
    assert.deepEqual(all.sort(), [...EVENT_ACTIONS, 'unsupported'].sort());
  });

  it('name every kind that can be asked for', () => {
    const text = mapping.text.slice(mapping.text.indexOf('### Events as activities'));
    const rows = tableOf({ ...mapping, text }, 'kind');
    assert.deepEqual(rows.flatMap((row) => codeIn(row['kind'] ?? '')).sort(), [...EVENT_KINDS].sort());
  });
});

describe('what a bot sends in docs/mapping.md', () => {
  it('becomes what the table of activities says', () => {
    const kindOf = (type: string): string | undefined =>
      planActivity({ type, text: 'Bye', value: 1 }, {}).steps[0]?.kind;
    for (const { names, row } of rowsOf('type')) {
      for (const name of names) assert.notEqual(kindOf(name), undefined, name);
      if (names.length === 0) {
        for (const name of codeIn(row['becomes'] ?? '')) assert.equal(kindOf(name), undefined, name);
      }
    }
  });

  it('is sent as the table of media types says, with a caption where it says so', () => {
    for (const { names, row } of rowsOf('media type of the file')) {
      const [type] = codeIn(row['`message.type`'] ?? '');
      for (const contentType of names) {
        assert.equal(messageTypeOf(contentType, undefined), type, contentType);
        const { steps } = planActivity(
          { text: 'A caption', attachments: [{ contentType, contentUrl: 'https://example.com/file' }] },
          {},
        );
        assert.equal(steps.length, row['caption'] === 'yes' ? 1 : 2, contentType);
      }
    }
  });
});
