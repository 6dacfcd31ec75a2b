import assert from 'node:assert/strict';
import type { InboundActivity } from '../../../src/activity/types';

/** Fields that the specification asks channels not to send to bots. */
const UNWANTED = [
  'callerId',
  'deliveryMode',
  'inputHint',
  'listenFor',
  'localTimestamp',
  'role',
  'speak',
  'summary',
];
const MEMBERS = ['membersAdded', 'membersRemoved'] as const;

/** The rules of the Activity specification that bind a channel towards a bot (A2001–A7613). Throws at the first broken one. */
export function assertActivityRules(activity: InboundActivity): void {
  for (const required of [activity.type, activity.id, activity.channelId, activity.serviceUrl]) {
    assert.ok(typeof required === 'string' && required !== '', 'type, id, channelId and serviceUrl are set');
  }
  for (const account of [activity.from, activity.recipient, activity.conversation]) {
    assert.ok(account.id !== '', 'from, recipient and conversation have an id');
    assert.equal(typeof account.name, 'string');
  }
  assert.ok(activity.timestamp instanceof Date && !Number.isNaN(activity.timestamp.getTime()), 'timestamp');
  for (const field of UNWANTED) assert.ok(!Object.hasOwn(activity, field), `${field} is not for bots`);
  assertServiceUrl(activity.serviceUrl);
  assertText(activity);
  assertPlainValues(activity);
  assertAttachments(activity);
  assertEntities(activity);
  assertMembers(activity);
  if (activity.type === 'event') assert.ok((activity.name ?? '') !== '', 'an event has a name (A5001)');
  if (activity.type === 'messageReaction') assert.equal(activity.id, activity.replyToId);
}

function assertServiceUrl(serviceUrl: string): void {
  const url = new URL(serviceUrl);
  assert.match(url.protocol, /^https?:$/);
  assert.equal(url.username + url.password + url.search, '', 'serviceUrl is stored by bots: no secret in it');
}

function assertText(activity: InboundActivity): void {
  const speaks = activity.type === 'message' || activity.type === 'messageUpdate';
  assert.equal(typeof activity.text, speaks ? 'string' : 'undefined', 'text is a string on messages alone');
  assert.equal(activity.textFormat, speaks ? 'plain' : undefined, 'textFormat (A3014)');
}

/** JSON alone, no empty strings but in texts, names and taken-back reactions, no empty lists (A2001, A2004, A2100). */
function assertPlainValues(activity: InboundActivity): void {
  const { channelData, value } = activity;
  const own = { ...activity, timestamp: 'checked before', channelData: undefined, value: undefined };
  assert.ok(
    typeof channelData === 'object' && !Array.isArray(channelData),
    'channelData is an object (A2200)',
  );
  for (const [field, held] of Object.entries(own)) if (held !== undefined) walk(`activity.${field}`, held);
  for (const carried of [channelData, value]) {
    if (carried === undefined) continue;
    const json = JSON.stringify(carried);
    assert.equal(JSON.stringify(JSON.parse(json)), json);
  }
}

function walk(path: string, value: unknown): void {
  if (typeof value === 'string') {
    assert.ok(value !== '' || /(?:\.text|[nN]ame|reactionsRemoved\.0\.type)$/.test(path), `${path} is empty`);
  } else if (Array.isArray(value)) {
    assert.ok(value.length > 0 || path.endsWith('content.phones') || path.endsWith('content.waIds'), path);
    value.forEach((element: unknown, index) => walk(`${path}.${index}`, element));
  } else if (typeof value === 'object' && value !== null) {
    assert.equal(Object.getPrototypeOf(value), Object.prototype, `${path} is no plain object`);
    for (const [field, inner] of Object.entries(value)) walk(`${path}.${field}`, inner);
  } else {
    assert.ok(typeof value === 'boolean' || Number.isFinite(value), `${path} is not JSON: ${String(value)}`);
  }
}

function assertAttachments({ attachments = [] }: InboundActivity): void {
  for (const { contentType, contentUrl, content, name } of attachments) {
    assert.match(contentType, /^[\w.+-]+\/[\w.+-]+/);
    assert.ok((contentUrl === undefined) !== (content === undefined), 'content or contentUrl (A7100)');
    assert.doesNotMatch(contentUrl ?? '', /^data:/i, 'no data URL to a bot (A7123)');
    assert.ok(name !== '' && !/[/\\\u0000-\u001f]|^\.\.?$/.test(name), `unsafe name ${JSON.stringify(name)}`);
  }
}

function assertEntities({ entities = [], text = '' }: InboundActivity): void {
  assert.equal(new Set(entities.map((entity) => JSON.stringify(entity))).size, entities.length, 'A2103');
  for (const entity of entities) {
    assert.ok(['mention', 'GeoCoordinates', 'Place'].includes(entity.type), entity.type);
    if (entity.type === 'mention') assert.ok(text.includes(String(entity['text'])), 'mention.text (A7613)');
  }
}

function assertMembers(activity: InboundActivity): void {
  const ids = MEMBERS.flatMap((field) => activity[field] ?? []).map(({ id }) => id);
  assert.equal(new Set(ids).size, ids.length, 'a member stands in one list once (A4100)');
  if (activity.type === 'conversationUpdate')
    assert.ok(ids.length > 0 || (activity.topicName ?? '') !== '', 'a conversationUpdate says what changed');
}
