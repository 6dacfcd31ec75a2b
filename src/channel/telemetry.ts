import { createHmac } from 'node:crypto';
import type * as otel from '@opentelemetry/api';
import type { Acceptance, InboxStatus } from '../inbox/inbox';
import { WhatsGateConfigurationError, WhatsGateError } from '../whatsgate/errors';
import type { GatewayEvent } from '../whatsgate/event';
import type { JsonRecord } from '../whatsgate/json';
import type { SendRequest } from '../whatsgate/wire';
import { chatOfRecipient } from './sent-messages';
import type { OutboxStatus } from './outbox';
import { carrierIn, withCarrier } from './trace-carrier';

/** OpenTelemetry's API, as it is loaded when somebody wants it. */
type TelemetryApi = typeof otel;

/** What telemetry works with. */
export interface TelemetryParts {
  readonly api: TelemetryApi;
  /** Conversations are named by a hash under this secret: phone numbers are few enough to be guessed from a plain one. */
  readonly secret: string;
  readonly inboxStatus: () => Promise<InboxStatus>;
  readonly outboxStatus: () => OutboxStatus;
  /** Aborted when nothing waits any more: the meter would keep the adapter, and ask its closed inbox for ever. */
  readonly closing: AbortSignal;
}

const NAME = 'botbuilder-adapter-whatsgate';

/** Loads OpenTelemetry's API. @throws WhatsGateConfigurationError when it is not installed. */
export function loadTelemetryApi(): TelemetryApi {
  try {
    // Not import(): it would load the ES module, which Jest cannot.
    // eslint-disable-next-line @typescript-eslint/no-require-imports
    return require('@opentelemetry/api') as TelemetryApi;
  } catch (error) {
    throw new WhatsGateConfigurationError(
      'The option telemetry needs @opentelemetry/api, which cannot be found. Install it: npm install @opentelemetry/api.',
      { cause: error },
    );
  }
}

/** Traces and metrics, from the webhook over the queue and the turn to each send. */
export class Telemetry {
  readonly #api: TelemetryApi;
  readonly #secret: string;
  readonly #tracer: otel.Tracer;
  readonly #events: otel.Counter;
  readonly #turns: otel.Histogram;
  readonly #sends: otel.Histogram;

  constructor({ api, secret, inboxStatus, outboxStatus, closing }: TelemetryParts) {
    this.#api = api;
    this.#secret = secret;
    this.#tracer = api.trace.getTracer(NAME);
    const meter = api.metrics.getMeter(NAME);
    this.#events = meter.createCounter('whatsgate.events', { description: 'Events that were offered.' });
    this.#turns = meter.createHistogram('whatsgate.turn.duration', {
      unit: 's',
      description: 'Time of a turn.',
    });
    this.#sends = meter.createHistogram('whatsgate.send.duration', {
      unit: 's',
      description: 'Time of a send.',
    });
    const held = meter.createObservableGauge('whatsgate.inbox.items', {
      description: 'Items by their state.',
    });
    const showHeld = async (result: otel.ObservableResult): Promise<void> => {
      const { queued, active, dead } = await inboxStatus();
      result.observe(queued, { state: 'queued' });
      result.observe(active, { state: 'active' });
      result.observe(dead, { state: 'dead' });
    };
    const waiting = meter.createObservableGauge('whatsgate.outbox.activities', {
      description: 'Activities that wait.',
    });
    const showWaiting = (result: otel.ObservableResult): void => result.observe(outboxStatus().queued);
    held.addCallback(showHeld);
    waiting.addCallback(showWaiting);
    closing.addEventListener('abort', () => {
      held.removeCallback(showHeld);
      waiting.removeCallback(showWaiting);
    });
  }

  /** Spans the taking in of a webhook. A trace that its headers bring goes on. */
  receive(headers: JsonRecord, event: GatewayEvent, work: () => Promise<Acceptance>): Promise<Acceptance> {
    const { propagation, context, SpanKind } = this.#api;
    const parent = propagation.extract(context.active(), headers);
    return this.#span('whatsgate.receive', SpanKind.SERVER, attributesOf(event), parent, work);
  }

  /** Spans the way into the queue, and hands over the data with which the trace goes on behind it. */
  enqueue(event: GatewayEvent, work: (data: JsonRecord) => Promise<Acceptance>): Promise<Acceptance> {
    const { propagation, context, SpanKind } = this.#api;
    const attributes = attributesOf(event);
    return this.#span('whatsgate.enqueue', SpanKind.PRODUCER, attributes, context.active(), async (span) => {
      const carrier: Record<string, string> = {};
      propagation.inject(context.active(), carrier);
      try {
        const acceptance = await work(withCarrier(event.raw, carrier));
        span.setAttribute('whatsgate.outcome', acceptance.outcome);
        this.#events.add(1, { ...attributes, 'whatsgate.outcome': acceptance.outcome });
        return acceptance;
      } catch (error) {
        this.#events.add(1, { ...attributes, 'whatsgate.outcome': codeOf(error) });
        throw error;
      }
    });
  }

  /** Spans a turn. @param data of the inbox item; `undefined` for a turn that no event started. */
  async turn<Result>(conversation: string, data: unknown, work: () => Promise<Result>): Promise<Result> {
    const { propagation, context, SpanKind } = this.#api;
    const carrier = carrierIn(data);
    const parent = carrier === undefined ? context.active() : propagation.extract(context.active(), carrier);
    const attributes = { 'whatsgate.conversation': this.#hash(conversation) };
    const kind = carrier === undefined ? SpanKind.INTERNAL : SpanKind.CONSUMER;
    const started = performance.now();
    let outcome = 'done';
    try {
      return await this.#span('whatsgate.turn', kind, attributes, parent, work);
    } catch (error) {
      outcome = codeOf(error);
      throw error;
    } finally {
      this.#turns.record((performance.now() - started) / 1000, { 'whatsgate.outcome': outcome });
    }
  }

  /** Spans a send. */
  async send<Result>(request: SendRequest, work: () => Promise<Result>): Promise<Result> {
    const { context, SpanKind } = this.#api;
    const account = request.WhatsappID;
    const kind = request.message.type ?? 'text';
    const conversation = this.#hash(`${account} ${chatOfRecipient(request.recipient)}`);
    const measured = { 'whatsgate.account': account, 'whatsgate.message.type': kind };
    const attributes = { ...measured, 'whatsgate.conversation': conversation };
    const started = performance.now();
    let outcome = 'sent';
    try {
      return await this.#span('whatsgate.send', SpanKind.CLIENT, attributes, context.active(), work);
    } catch (error) {
      outcome = codeOf(error);
      throw error;
    } finally {
      this.#sends.record((performance.now() - started) / 1000, { ...measured, 'whatsgate.outcome': outcome });
    }
  }

  #span<Result>(
    name: string,
    kind: otel.SpanKind,
    attributes: otel.Attributes,
    parent: otel.Context,
    work: (span: otel.Span) => Promise<Result>,
  ): Promise<Result> {
    const options = { kind, attributes: { 'messaging.system': 'whatsgate', ...attributes } };
    return this.#tracer.startActiveSpan(name, options, parent, async (span) => {
      try {
        return await work(span);
      } catch (error) {
        // The code alone: messages of foreign errors may hold anything.
        span.setAttribute('error.type', codeOf(error));
        span.setStatus({ code: this.#api.SpanStatusCode.ERROR });
        throw error;
      } finally {
        span.end();
      }
    });
  }

  #hash(conversation: string): string {
    return createHmac('sha256', this.#secret).update(conversation).digest('hex').slice(0, 16);
  }
}

function attributesOf(event: GatewayEvent): otel.Attributes {
  return { 'whatsgate.account': event.whatsappId, 'whatsgate.event.action': event.kind };
}

function codeOf(error: unknown): string {
  if (error instanceof WhatsGateError) return error.code;
  return error instanceof Error ? error.name : 'unknown';
}
