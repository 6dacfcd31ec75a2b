import assert from 'node:assert/strict';
import { context, metrics, propagation, SpanKind, SpanStatusCode, trace } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import { W3CTraceContextPropagator } from '@opentelemetry/core';
import {
  AggregationTemporality,
  InMemoryMetricExporter,
  MeterProvider,
  PeriodicExportingMetricReader,
} from '@opentelemetry/sdk-metrics';
import {
  BasicTracerProvider,
  InMemorySpanExporter,
  SimpleSpanProcessor,
  type ReadableSpan,
} from '@opentelemetry/sdk-trace-base';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { TurnContext, type ConversationReference } from 'botbuilder';
import { sqliteInbox, WhatsGateAdapter } from '../../src/index';
import { memoryInbox } from '../../src/inbox/memory';
import type { InboxItem } from '../../src/inbox/inbox';
import { startWorld, type World, type WorldOptions } from './support/world';

const ANNA = '79991112233';

describe('Telemetry', () => {
  const spanExporter = new InMemorySpanExporter();
  const metricExporter = new InMemoryMetricExporter(AggregationTemporality.CUMULATIVE);
  const reader = new PeriodicExportingMetricReader({
    exporter: metricExporter,
    exportIntervalMillis: 3_600_000,
  });
  let world: World;

  before(() => {
    context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
    propagation.setGlobalPropagator(new W3CTraceContextPropagator());
    trace.setGlobalTracerProvider(
      new BasicTracerProvider({ spanProcessors: [new SimpleSpanProcessor(spanExporter)] }),
    );
    metrics.setGlobalMeterProvider(new MeterProvider({ readers: [reader] }));
  });
  after(async () => {
    await reader.shutdown();
    for (const api of [context, propagation, trace, metrics]) api.disable();
  });
  beforeEach(() => spanExporter.reset());
  afterEach(() => world.close());

  const spans = (): ReadableSpan[] => spanExporter.getFinishedSpans();
  const span = (name: string): ReadableSpan => {
    const [found, ...others] = spans().filter((one) => one.name === name);
    assert.ok(found !== undefined && others.length === 0, `one span ${name}, not ${others.length + 1}`);
    return found;
  };
  const start = async (options: WorldOptions = {}): Promise<void> => {
    world = await startWorld({
      logic: async (turn) => {
        await turn.sendActivity('hello');
      },
      ...options,
      adapter: { telemetry: true, ...options.adapter },
    });
  };

  it('is one trace from the webhook over the queue and the turn to the send', async () => {
    await start();
    await (
      await world.sim.user(ANNA).says('hi')
    ).delivered;
    const chain = ['whatsgate.receive', 'whatsgate.enqueue', 'whatsgate.turn', 'whatsgate.send'].map(span);
    assert.deepEqual(
      chain.map(({ kind }) => kind),
      [SpanKind.SERVER, SpanKind.PRODUCER, SpanKind.CONSUMER, SpanKind.CLIENT],
    );
    for (const [index, child] of chain.entries()) {
      assert.equal(child.parentSpanContext?.spanId, chain[index - 1]?.spanContext().spanId, child.name);
      assert.equal(child.spanContext().traceId, chain[0]?.spanContext().traceId);
    }
  });

  it('names no conversation, number or text, but tells which spans are of the same one', async () => {
    await start();
    for (const number of [ANNA, ANNA, '79994445566'])
      await (
        await world.sim.user(number).says('secret')
      ).delivered;
    const hashes = spans()
      .filter(({ name }) => name === 'whatsgate.turn')
      .map(({ attributes }) => attributes['whatsgate.conversation']);
    assert.match(String(hashes[0]), /^[0-9a-f]{16}$/);
    assert.deepEqual([hashes[0] === hashes[1], hashes[0] === hashes[2]], [true, false]);
    const told = JSON.stringify(
      spans().map(({ name, attributes, events, status }) => [name, attributes, events, status]),
    );
    for (const secret of [ANNA, '79994445566', 'secret', 'hello', world.sim.apiKey])
      assert.ok(!told.includes(secret));
  });

  it('carries the trace in the item, so that it goes on in another process', async () => {
    const engine = memoryInbox();
    const items: InboxItem[] = [];
    // What a durable engine does: the item is written as JSON, and handed out where no context is left.
    const accept = engine.accept.bind(engine);
    engine.accept = (item) => {
      const read = JSON.parse(JSON.stringify(item)) as InboxItem;
      items.push(read);
      return context.with(trace.deleteSpan(context.active()), () => accept(read));
    };
    await start({ adapter: { inbox: engine } });
    await (
      await world.sim.user(ANNA).says('hi')
    ).delivered;
    const { traceId, spanId } = span('whatsgate.enqueue').spanContext();
    const carrier = (items[0]?.data as { readonly trace_context: { readonly traceparent: string } })
      .trace_context;
    assert.equal(carrier.traceparent, `00-${traceId}-${spanId}-01`);
    assert.equal(span('whatsgate.turn').parentSpanContext?.spanId, spanId);
  });

  it('is one trace over two processes that work on a file one after the other', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'whatsgate-telemetry-'));
    const path = join(folder, 'inbox.db');
    try {
      await start({ logic: () => new Promise(() => undefined), adapter: { inbox: sqliteInbox(path) } });
      const anna = world.sim.user(ANNA);
      await (
        await anna.says('hi')
      ).delivered;
      const enqueued = span('whatsgate.enqueue').spanContext();
      await world.adapter.close(0);
      spanExporter.reset();

      const { apiKey, whatsappId, baseUrl } = world.sim;
      const second = new WhatsGateAdapter({
        apiKey,
        whatsappId,
        baseUrl,
        webhookToken: 'a-token-for-the-telemetry',
        inbox: sqliteInbox(path),
        telemetry: true,
      });
      await second.start(async (turn) => {
        await turn.sendActivity('hello');
      });
      assert.equal((await world.sim.nextMessage({ to: anna })).body, 'hello');
      await second.close();
      const turn = span('whatsgate.turn');
      assert.equal(turn.parentSpanContext?.spanId, enqueued.spanId);
      assert.equal(span('whatsgate.send').spanContext().traceId, enqueued.traceId);
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  });

  it('goes on with the trace of a proxy before the bot', async () => {
    await start();
    const traceparent = '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01';
    const event = {
      id: 7,
      whatsapp_id: world.sim.whatsappId,
      event_action: 'ready',
      event_date: '2026-05-28 20:30:00',
      event_data: {},
    };
    await fetch(world.url, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', traceparent },
      body: JSON.stringify(event),
    });
    assert.equal(span('whatsgate.receive').spanContext().traceId, '4bf92f3577b34da6a3ce929d0e0e4736');
  });

  it('tells of turns that the bot begins, and of failures by their code alone', async () => {
    let reference: Partial<ConversationReference> = {};
    await start({
      logic: (turn) => {
        reference = TurnContext.getConversationReference(turn.activity);
        return Promise.resolve();
      },
    });
    await (
      await world.sim.user(ANNA).says('hi')
    ).delivered;
    spanExporter.reset();
    world.sim.faults.onCommand('send', { kind: 'status', status: 422, message: `no ${ANNA}` });
    await assert.rejects(
      world.adapter.continueConversation(reference, async (turn) => {
        await turn.sendActivity('news');
      }),
    );
    const failed = span('whatsgate.send');
    assert.equal(failed.status.code, SpanStatusCode.ERROR);
    assert.equal(failed.attributes['error.type'], 'whatsgate_api');
    assert.equal(span('whatsgate.turn').kind, SpanKind.INTERNAL);
  });

  it('counts events and measures turns, sends and what waits', async () => {
    await start();
    await (
      await world.sim.user(ANNA).says('hi')
    ).delivered;
    await reader.forceFlush();
    const names = metricExporter
      .getMetrics()
      .flatMap(({ scopeMetrics }) =>
        scopeMetrics.flatMap((scope) => scope.metrics.map(({ descriptor }) => descriptor.name)),
      );
    assert.deepEqual([...new Set(names)].sort(), [
      'whatsgate.events',
      'whatsgate.inbox.items',
      'whatsgate.outbox.activities',
      'whatsgate.send.duration',
      'whatsgate.turn.duration',
    ]);
  });

  it('measures nothing any more of an adapter that is closed', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'whatsgate-telemetry-'));
    try {
      await start({ adapter: { inbox: sqliteInbox(join(folder, 'inbox.db')) } });
      await world.adapter.close();
      const { errors } = await reader.collect();
      assert.deepEqual(errors, []);
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  });

  it('is not there unless it is asked for', async () => {
    await start({ adapter: { telemetry: false } });
    await (
      await world.sim.user(ANNA).says('hi')
    ).delivered;
    assert.deepEqual(spans(), []);
  });
});
