import assert from 'node:assert/strict';
import {
  ASSUMPTIONS,
  createSimulator,
  manualClock,
  type AssumptionName,
  type Assumptions,
  type ManualClock,
  type Simulator,
  type SimulatedUser,
} from '../../src/simulator/index';
import { call, post, sendText } from './simulator-client';
import { startWebhook, type Answer, type TestWebhook } from './simulator-webhook';

const START = Date.UTC(2026, 4, 28, 20);

interface Stage {
  readonly sim: Simulator;
  readonly clock: ManualClock;
  readonly webhook: TestWebhook;
  readonly anna: SimulatedUser;
}

/** What is seen under the default and under another value of one assumption. */
interface Probe {
  readonly change: Partial<Assumptions>;
  /** Holds in both runs. */
  readonly also?: Partial<Assumptions>;
  /** How the webhook answers first; a plain 200 when left out, so that it does not acknowledge. */
  readonly answers?: readonly Answer[];
  readonly observe: (stage: Stage) => unknown;
  readonly seen: readonly [byDefault: unknown, changed: unknown];
}

type Fields = Record<string, unknown>;

const DATA = Buffer.from('file').toString('base64');
const plain: Answer = (response) => response.end();

/** The `event_data` of the first event of a kind. */
function dataOf({ sim }: Stage, action: string): Fields | undefined {
  return sim.events.find(({ envelope }) => envelope.event_action === action)?.envelope.event_data as
    Fields | undefined;
}

async function incoming(stage: Stage, options: Parameters<SimulatedUser['says']>[1] = {}): Promise<Fields> {
  await stage.anna.says('hi', options);
  return dataOf(stage, 'message')?.['message'] as Fields;
}

async function statusOfSend(
  { sim, anna }: Stage,
  message: Fields,
  recipient: Fields = { id: anna.id },
): Promise<number> {
  return (await call(sim, 'send', { async: false, recipient, message })).status;
}

const inGroup = (stage: Stage): Promise<Fields> =>
  incoming(stage, { in: stage.sim.group('Couriers', [stage.anna], { id: '120@g.us' }) });

const actions = ({ sim }: Stage): readonly string[] =>
  sim.events.map(({ envelope }) => envelope.event_action);

const polled = async ({ sim }: Stage, fields: Fields = {}): Promise<Fields[]> =>
  (await call(sim, 'events-get', fields)).body['data'] as Fields[];

/** Whether the webhook's first answer acknowledged the event. */
async function isAcknowledged({ sim, anna }: Stage): Promise<boolean | undefined> {
  await anna.says('hi');
  await sim.idle();
  return sim.deliveries[0]?.acknowledged;
}

/** Plays `seconds` through, one event at a time; the seconds at which attempts were made. */
async function attemptTimes({ sim, clock, anna }: Stage, step: number, steps: number): Promise<number[]> {
  await anna.says('hi');
  await sim.idle();
  for (let count = 0; count < steps; count += 1) {
    await clock.advance(step * 1000);
    await sim.idle();
  }
  return sim.deliveries.map(({ startedAt }) => (startedAt - START) / 1000);
}

const photo = { type: 'image', mimetype: 'image/jpeg', data: DATA } as const;

async function mediaAnswer({ sim, anna }: Stage): Promise<Fields> {
  const { id } = await anna.sends(photo);
  return (await call(sim, 'get-messagemedia', { MessageID: id })).body['media'] as Fields;
}

const segments = (id: unknown): number => String(id).split('_').length;

const clear = async (stage: Stage, fields: Fields): Promise<number> =>
  (await call(stage.sim, 'set-hook', fields)).status;

const PROBES: Readonly<Record<AssumptionName, Probe>> = {
  badKeyStatus: {
    change: { badKeyStatus: 500 },
    observe: async ({ sim }) => (await post(sim, 'check', '{}', { 'x-api-key': '' })).status,
    seen: [401, 500],
  },
  badKeyBodyHasStatus: {
    change: { badKeyBodyHasStatus: false },
    observe: async ({ sim }) => (await post(sim, 'check', '{}', { 'x-api-key': '' })).body['status'],
    seen: [401, undefined],
  },
  errorBodyHasStatus: {
    change: { errorBodyHasStatus: true },
    observe: async ({ sim }) => (await post(sim, 'check', '{}')).body['status'],
    seen: [undefined, 500],
  },
  badRequestStatus: {
    change: { badRequestStatus: 422 },
    observe: async ({ sim }) => (await post(sim, 'check', '{')).status,
    seen: [500, 422],
  },
  unknownSessionStatus: {
    change: { unknownSessionStatus: 404 },
    observe: async ({ sim }) => (await call(sim, 'check', { WhatsappID: 'x' })).status,
    seen: [500, 404],
  },
  wrongContentType: {
    change: { wrongContentType: 'accept' },
    observe: async ({ sim }) =>
      (await post(sim, 'events-get', '{}', { 'content-type': 'text/plain' })).status,
    seen: [500, 200],
  },
  asyncWhenOmitted: {
    change: { asyncWhenOmitted: true },
    observe: async ({ sim, anna }) =>
      typeof (await call(sim, 'send', { recipient: { id: anna.id }, message: { body: 'x' } })).body['result'],
    seen: ['object', 'string'],
  },
  asyncSendSeconds: {
    change: { asyncSendSeconds: 5 },
    observe: async (stage) => {
      await call(stage.sim, 'send', {
        async: true,
        recipient: { id: stage.anna.id },
        message: { body: 'x' },
      });
      const before = actions(stage).length;
      await stage.clock.advance(5000);
      return [before, actions(stage).length];
    },
    seen: [
      [1, 1],
      [0, 1],
    ],
  },
  sendAnswerAck: {
    change: { sendAnswerAck: 1 },
    observe: async ({ sim, anna }) => ((await sendText(sim, anna.id, 'x')).body['result'] as Fields)['ack'],
    seen: [0, 1],
  },
  createEventOnApiSend: {
    change: { createEventOnApiSend: true },
    observe: async (stage) => {
      await sendText(stage.sim, stage.anna.id, 'x');
      return actions(stage);
    },
    seen: [[], ['create']],
  },
  sendWhenNotReady: {
    change: { sendWhenNotReady: 'queue' },
    also: { disconnectDeletesSession: false },
    observe: async (stage) => {
      stage.sim.disconnect();
      const fields = { async: true, recipient: { id: stage.anna.id }, message: { body: 'x' } };
      const { status } = await call(stage.sim, 'send', fields);
      stage.sim.connect();
      return [status, ...actions(stage)];
    },
    seen: [
      [500, 'disconnect', 'ready'],
      [200, 'disconnect', 'ready', 'sent'],
    ],
  },
  quoteUnknown: {
    change: { quoteUnknown: 'refuse' },
    observe: (stage) =>
      statusOfSend(stage, { body: 'x', quote: 'true_79991112233@c.us_3EB0EBC34954F8976AA6' }),
    seen: [200, 500],
  },
  recipientBothGiven: {
    change: { recipientBothGiven: 'number' },
    observe: async (stage) => {
      await statusOfSend(stage, { body: 'x' }, { id: '11111@c.us', number: '22222' });
      return (await stage.sim.nextMessage()).to;
    },
    seen: ['11111@c.us', '22222@c.us'],
  },
  numberMayHoldId: {
    change: { numberMayHoldId: false },
    observe: (stage) => statusOfSend(stage, { body: 'x' }, { number: '79005550101@c.us' }),
    seen: [200, 500],
  },
  numberWithPlus: {
    change: { numberWithPlus: 'strip' },
    observe: (stage) => statusOfSend(stage, { body: 'x' }, { number: '+79005550101' }),
    seen: [500, 200],
  },
  checkUnknownNumber: {
    change: { checkUnknownNumber: false },
    observe: async ({ sim }) => (await call(sim, 'check', { number: '70000000000' })).body['data'],
    seen: [true, false],
  },
  checkResultWord: {
    change: { checkResultWord: 'success' },
    observe: async ({ sim }) => (await call(sim, 'check', { number: '70000000000' })).body['result'],
    seen: ['OK', 'success'],
  },
  sendToUnregistered: {
    change: { sendToUnregistered: 'accept' },
    also: { checkUnknownNumber: false },
    observe: (stage) => statusOfSend(stage, { body: 'x' }, { number: '70000000000' }),
    seen: [500, 200],
  },
  sendToUnknownGroup: {
    change: { sendToUnknownGroup: 'refuse' },
    observe: (stage) => statusOfSend(stage, { body: 'x' }, { id: 'AA11223344@g.us' }),
    seen: [200, 500],
  },
  mimetypeOutsideList: {
    change: { mimetypeOutsideList: 'refuse' },
    observe: (stage) => statusOfSend(stage, { type: 'doc', media: { mimetype: 'text/csv', data: DATA } }),
    seen: [200, 500],
  },
  voiceNotOgg: {
    change: { voiceNotOgg: 'accept' },
    observe: (stage) => statusOfSend(stage, { type: 'voice', media: { mimetype: 'audio/mpeg', data: DATA } }),
    seen: [500, 200],
  },
  filenameRequired: {
    change: { filenameRequired: true },
    observe: (stage) =>
      statusOfSend(stage, { type: 'doc', media: { mimetype: 'application/pdf', data: DATA } }),
    seen: [200, 500],
  },
  invalidBase64: {
    change: { invalidBase64: 'ignore' },
    observe: (stage) =>
      statusOfSend(stage, { type: 'doc', media: { mimetype: 'image/png', data: 'iVBORw0KG....5CYII=' } }),
    seen: [500, 200],
  },
  missingFilename: {
    change: { missingFilename: 'null' },
    observe: async (stage) => (await mediaAnswer(stage))['filename'],
    seen: [undefined, null],
  },
  mediaHasFilesize: {
    change: { mediaHasFilesize: true },
    observe: async (stage) => (await mediaAnswer(stage))['filesize'],
    seen: [undefined, 4],
  },
  omitShortId: {
    change: { omitShortId: true },
    observe: async (stage) => '_id' in (await incoming(stage)),
    seen: [true, false],
  },
  omitFromName: {
    change: { omitFromName: true },
    observe: async (stage) => (await incoming(stage))['from_name'],
    seen: ['Anna', undefined],
  },
  messageIdIsObject: {
    change: { messageIdIsObject: true },
    observe: async (stage) => {
      const id = (await inGroup(stage))['id'];
      return typeof id === 'object' ? Object.keys(id ?? {}) : typeof id;
    },
    seen: ['string', ['fromMe', 'remote', 'id', 'participant', '_serialized']],
  },
  messageIdObjectHasSerialized: {
    change: { messageIdObjectHasSerialized: false },
    also: { messageIdIsObject: true },
    observe: async (stage) => Object.keys((await incoming(stage))['id'] as object),
    seen: [
      ['fromMe', 'remote', 'id', '_serialized'],
      ['fromMe', 'remote', 'id'],
    ],
  },
  groupIdHasParticipant: {
    change: { groupIdHasParticipant: false },
    observe: async (stage) => segments((await inGroup(stage))['id']),
    seen: [4, 3],
  },
  ownGroupIdHasParticipant: {
    change: { ownGroupIdHasParticipant: true },
    observe: async ({ sim }) =>
      segments(((await sendText(sim, 'AA11223344@g.us', 'x')).body['result'] as Fields)['id']),
    seen: [3, 4],
  },
  groupAuthorField: {
    change: { groupAuthorField: 'author' },
    observe: async (stage) => (await inGroup(stage))['author'],
    seen: [undefined, '79005550101@c.us'],
  },
  messageHasQuotedId: {
    change: { messageHasQuotedId: true },
    observe: async (stage) => {
      const message = await incoming(stage, { replyTo: 'true_79005550101@c.us_3EB0' });
      return [message['hasQuotedMsg'], message['quotedMsgId']];
    },
    seen: [
      [undefined, undefined],
      [true, 'true_79005550101@c.us_3EB0'],
    ],
  },
  messageHasLocation: {
    change: { messageHasLocation: false },
    observe: async (stage) => {
      await stage.anna.sendsLocation({ latitude: 55.75, longitude: 37.62 });
      return (dataOf(stage, 'message')?.['message'] as Fields)['location'];
    },
    seen: [{ latitude: 55.75, longitude: 37.62 }, undefined],
  },
  messageHasVcards: {
    change: { messageHasVcards: true },
    observe: async (stage) => {
      await stage.anna.sendsContact({ displayName: 'Boris', vcard: 'BEGIN:VCARD' });
      return (dataOf(stage, 'message')?.['message'] as Fields)['vCards'];
    },
    seen: [undefined, ['BEGIN:VCARD']],
  },
  bodyHoldsThumbnail: {
    change: { bodyHoldsThumbnail: true },
    observe: async (stage) => {
      await stage.anna.sends(photo);
      return String((dataOf(stage, 'message')?.['message'] as Fields)['body']).startsWith('/9j/');
    },
    seen: [false, true],
  },
  ackEventShape: {
    change: { ackEventShape: 'id' },
    observe: async (stage) => {
      await sendText(stage.sim, stage.anna.id, 'x');
      stage.sim.acknowledge(await stage.sim.nextMessage(), 2);
      return Object.keys(dataOf(stage, 'ack') ?? {});
    },
    seen: [['message'], ['id', 'ack']],
  },
  mediaEvent: {
    change: { mediaEvent: false },
    observe: async (stage) => {
      await stage.anna.sends(photo);
      return actions(stage);
    },
    seen: [['message', 'media'], ['message']],
  },
  mediaEventCarriesData: {
    change: { mediaEventCarriesData: false },
    observe: async (stage) => {
      await stage.anna.sends(photo);
      return Object.keys(dataOf(stage, 'media') ?? {});
    },
    seen: [['message', 'media'], ['message']],
  },
  reactionEvent: {
    change: { reactionEvent: 'none' },
    observe: async (stage) => {
      const reaction = await stage.anna.reacts(await stage.anna.says('hi'), '👍');
      return [actions(stage), (await reaction.delivered).outcome === 'no-event'];
    },
    answers: [],
    seen: [
      [['message', 'message'], false],
      [['message'], true],
    ],
  },
  deletionEvent: {
    change: { deletionEvent: 'none' },
    observe: async (stage) => {
      const { delivered } = await stage.anna.deletes(await stage.anna.says('hi'));
      const { message } = stage.sim.events.at(-1)?.envelope.event_data as { message: Fields };
      return [message['type'], message['protocolMessageKey'] === message['id'], (await delivered).outcome];
    },
    answers: [],
    seen: [
      ['revoked', true, 'acknowledged'],
      ['chat', false, 'no-event'],
    ],
  },
  editEvent: {
    change: { editEvent: 'none' },
    observe: async (stage) => {
      await stage.anna.edits(await stage.anna.says('hi'), 'hello');
      const { message } = stage.sim.events.at(-1)?.envelope.event_data as { message: Fields };
      return [message['body'], message['latestEditSenderTimestampMs'] !== undefined];
    },
    seen: [
      ['hello', true],
      ['hi', false],
    ],
  },
  readyEventNested: {
    change: { readyEventNested: true },
    observe: (stage) => {
      stage.sim.connect();
      return Object.keys(dataOf(stage, 'ready') ?? {});
    },
    seen: [['number', 'pushname'], ['account']],
  },
  repeats: {
    change: { repeats: 2 },
    answers: [plain, plain, plain, plain, plain],
    observe: (stage) => attemptTimes(stage, 20, 5),
    seen: [
      [0, 20, 40, 60],
      [0, 20, 40],
    ],
  },
  repeatIntervalSeconds: {
    change: { repeatIntervalSeconds: 5 },
    observe: (stage) => attemptTimes(stage, 5, 4),
    answers: [plain],
    seen: [
      [0, 20],
      [0, 5],
    ],
  },
  webhookTimeoutSeconds: {
    change: { webhookTimeoutSeconds: 3 },
    answers: [() => undefined],
    observe: async ({ sim, clock, webhook, anna }) => {
      await anna.says('hi');
      await webhook.arrived(1);
      await clock.advance(3000);
      return sim.deliveries.length;
    },
    seen: [0, 1],
  },
  webhookOrder: {
    change: { webhookOrder: 'serial' },
    answers: [plain],
    observe: async ({ sim, clock, webhook, anna }) => {
      await anna.says('one');
      await webhook.arrived(1);
      await anna.says('two');
      await sim.idle();
      await clock.advance(20_000);
      await sim.idle();
      return webhook.ids();
    },
    seen: [
      [501, 502, 501],
      [501, 501, 502],
    ],
  },
  webhookKeepsConnection: {
    change: { webhookKeepsConnection: true },
    observe: async ({ webhook, sim, anna }) => {
      await anna.says('hi');
      await sim.idle();
      return webhook.received[0]?.headers.connection;
    },
    seen: ['close', 'keep-alive'],
  },
  restartKeepsWaiting: {
    change: { restartKeepsWaiting: false },
    also: { restartEmitsReady: false },
    answers: [plain],
    observe: async ({ sim, clock, anna }) => {
      await anna.says('hi');
      await sim.idle();
      sim.restart(1000);
      await clock.advance(20_000);
      await sim.idle();
      return sim.deliveries.map(({ attempt }) => attempt);
    },
    seen: [[1, 2], [1]],
  },
  restartEmitsReady: {
    change: { restartEmitsReady: false },
    observe: (stage) => {
      stage.sim.restart();
      return actions(stage);
    },
    seen: [['ready'], []],
  },
  acknowledgementIdMayBeString: {
    change: { acknowledgementIdMayBeString: false },
    answers: [(response) => response.end('{"result":"OK","id":"501"}')],
    observe: isAcknowledged,
    seen: [true, false],
  },
  acknowledgementNeedsBody: {
    change: { acknowledgementNeedsBody: false },
    answers: [plain],
    observe: isAcknowledged,
    seen: [false, true],
  },
  acknowledgementStatus: {
    change: { acknowledgementStatus: 'any' },
    answers: [(response) => response.writeHead(500).end('{"result":"OK","id":501}')],
    observe: isAcknowledged,
    seen: [false, true],
  },
  eventsGetDate: {
    change: { eventsGetDate: 'exclusive' },
    observe: async (stage) => {
      await stage.anna.says('hi');
      return (await polled(stage, { date: '2026-05-28 20:00:00' })).length;
    },
    seen: [1, 0],
  },
  eventsGetOrder: {
    change: { eventsGetOrder: 'descending' },
    observe: async (stage) => {
      await stage.anna.says('one');
      await stage.anna.says('two');
      return (await polled(stage)).map(({ id }) => id);
    },
    seen: [
      [501, 502],
      [502, 501],
    ],
  },
  eventsGetHasStatusCode: {
    change: { eventsGetHasStatusCode: true },
    observe: async (stage) => {
      await stage.anna.says('hi');
      return (await polled(stage))[0]?.['status_code'];
    },
    seen: [undefined, null],
  },
  eventsGetHasReady: {
    change: { eventsGetHasReady: false },
    observe: async (stage) => {
      stage.sim.connect();
      return (await polled(stage)).length;
    },
    seen: [1, 0],
  },
  pollAcknowledges: {
    change: { pollAcknowledges: true },
    answers: [plain],
    observe: async (stage) => {
      await stage.anna.says('hi');
      await stage.sim.idle();
      await polled(stage);
      await stage.clock.advance(20_000);
      await stage.sim.idle();
      return stage.webhook.received.length;
    },
    seen: [2, 1],
  },
  setHookClears: {
    change: { setHookClears: 'null' },
    observe: async (stage) => [
      await clear(stage, { callback: null }),
      await clear(stage, { callback: '' }),
      await clear(stage, {}),
    ],
    seen: [
      [200, 200, 200],
      [200, 500, 500],
    ],
  },
  emptyCallback: {
    change: { emptyCallback: 'empty' },
    observe: async ({ sim }) => {
      sim.setWebhook(null);
      return ((await post(sim, 'sessions-get', '{}')).body['data'] as Fields[])[0]?.['callback'];
    },
    seen: [null, ''],
  },
  deleteEmitsDisconnect: {
    change: { deleteEmitsDisconnect: false },
    observe: async (stage) => {
      await call(stage.sim, 'session-delete');
      return actions(stage);
    },
    seen: [['disconnect'], []],
  },
  disconnectDeletesSession: {
    change: { disconnectDeletesSession: false },
    observe: ({ sim }) => {
      sim.disconnect();
      return sim.accounts[0]?.status;
    },
    seen: ['DESTROYING', 'AUTH'],
  },
};

describe('simulator: assumptions', () => {
  async function observe(
    { answers = [], observe: look }: Probe,
    assumptions: Partial<Assumptions>,
  ): Promise<unknown> {
    const clock = manualClock(START);
    const webhook = await startWebhook(...answers);
    const sim = await createSimulator({ clock, assumptions });
    sim.setWebhook(webhook.url);
    try {
      return await look({ sim, clock, webhook, anna: sim.user('79005550101', { name: 'Anna' }) });
    } finally {
      await sim.close();
      await webhook.close();
    }
  }

  for (const [name, probe] of Object.entries(PROBES)) {
    it(`${name} changes what is observed`, async () => {
      const [byDefault, changed] = probe.seen;
      assert.notDeepEqual(byDefault, changed);
      assert.deepEqual(await observe(probe, { ...probe.also }), byDefault);
      assert.deepEqual(await observe(probe, { ...probe.also, ...probe.change }), changed);
    });
  }

  it('each has a label, a meaning, a source and a possible default', () => {
    for (const [name, entry] of Object.entries(ASSUMPTIONS)) {
      assert.ok(entry.label !== '' && entry.meaning.endsWith('.'), name);
      assert.match(entry.source, /^(?:API|WhatsApp) \d/, name);
      if (entry.kind === 'choice')
        assert.ok((entry.values as readonly unknown[]).includes(entry.default), name);
      else assert.ok(entry.default >= entry.minimum && entry.default <= entry.maximum, name);
    }
  });

  it('reactionEvent: reaction raises an event of its own', async () => {
    const { observe: look, answers } = PROBES.reactionEvent;
    const [seen] = (await observe(
      { ...PROBES.reactionEvent, observe: look, answers: answers ?? [] },
      { reactionEvent: 'reaction' },
    )) as [unknown];
    assert.deepEqual(seen, ['message', 'reaction']);
  });
});
