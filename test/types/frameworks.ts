import type * as http from 'node:http';
import type * as express from 'express';
import type * as fastify from 'fastify';
import type * as restify from 'restify';
import type { WebhookRequest, WebhookResponse, WhatsGateAdapter } from '../../src/index';
import { take } from './take';

// Compiled, never run: each line fails to compile when a framework's types do not fit any more.

declare const adapter: WhatsGateAdapter;
declare const node: { request: http.IncomingMessage; response: http.ServerResponse };
declare const rest: { request: restify.Request; response: restify.Response };
declare const exp: { request: express.Request; response: express.Response };
declare const fast: { request: fastify.FastifyRequest; reply: fastify.FastifyReply };
const logic = (): Promise<void> => Promise.resolve();

take<WebhookRequest>(node.request);
take<WebhookResponse>(node.response);
take<WebhookRequest>(rest.request);
take<WebhookResponse>(rest.response);
take<WebhookRequest>(exp.request);
take<WebhookResponse>(exp.response);
take<WebhookRequest>(fast.request.raw);
take<WebhookResponse>(fast.reply.raw);

/** The same in the place where they are written. */
export const onNode: http.RequestListener = (request, response) =>
  void adapter.process(request, response, logic);
export const onRestify: restify.RequestHandler = async (request, response) => {
  await adapter.process(request, response, logic);
};
export const onExpress: express.RequestHandler = async (request, response) => {
  await adapter.process(request, response, logic);
};
export const onFastify: fastify.RouteHandlerMethod = async (request, reply) => {
  reply.hijack();
  await adapter.process(Object.assign(request.raw, { body: request.body }), reply.raw, logic);
};

// @ts-expect-error: without headers it is no request
take<WebhookRequest>({ method: 'POST' });
// @ts-expect-error: what cannot be ended is no response
take<WebhookResponse>({ statusCode: 200, setHeader: () => undefined });
// @ts-expect-error: Fastify's own request is no stream: its raw one is
take<WebhookResponse>(fast.reply);
