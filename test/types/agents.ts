import type { Activity } from '@microsoft/agents-activity';
import {
  ActivityHandler,
  type AgentApplicationOptions,
  type CloudAdapter,
  type InputFileDownloader,
  type Request,
  type ResourceResponse,
  type TurnContext,
  type TurnState,
  type WebResponse,
} from '@microsoft/agents-hosting';
import type * as express from 'express';
import type * as fastify from 'fastify';
import type * as http from 'node:http';
import type * as restify from 'restify';
import type {
  BotLogic,
  OwnMessage,
  Receipt,
  ReceiptStatus,
  WhatsGateAdapter,
  WhatsGateAdapterOptions,
  WhatsGateFileDownloader,
} from '../../src/agents';
import type { InboundActivity, OutboundActivity } from '../../src/activity/types';
import type { WhatsGateAdapterOptions as OptionsForBotbuilder } from '../../src/index';
import { take } from './take';

// Compiled, never run: each line fails to compile when the types drift apart.

declare const adapter: WhatsGateAdapter;
declare const context: TurnContext;
declare const activity: Activity;
declare const inbound: InboundActivity;
declare const logic: BotLogic;

take<CloudAdapter>(adapter);
take<NonNullable<AgentApplicationOptions<TurnState>['adapter']>>(adapter);
take<BotLogic>((turn) => new ActivityHandler().run(turn));
take<Promise<ResourceResponse[]>>(adapter.sendActivities(context, [activity]));
take<Promise<void>>(adapter.continueConversation('', activity.getConversationReference(), logic));
take<Promise<void>>(adapter.continueConversation(context.identity, { bot: { id: 'a' } }, logic));
take<Promise<void>>(
  adapter.createConversationAsync('', '', '', '', { members: [{ id: '79991112233' }] }, logic),
);

/** Both hosts take the same options. */
declare const options: WhatsGateAdapterOptions;
take<OptionsForBotbuilder>(options);

/** What is consumed is wide enough for the SDK; what is produced may be sent back. */
take<OutboundActivity>(activity);
take<readonly OutboundActivity[]>([activity]);
take<OutboundActivity>(inbound);

/** Files for AgentApplication, with any state. */
interface OwnState extends TurnState {
  readonly own: true;
}
declare const downloader: WhatsGateFileDownloader<OwnState>;
take<InputFileDownloader<OwnState>>(downloader);

/** Requests and responses of every server, and what the SDK itself calls so. */
declare const sdk: { request: Request; response: WebResponse };
declare const node: { request: http.IncomingMessage; response: http.ServerResponse };
declare const rest: { request: restify.Request; response: restify.Response };
declare const exp: { request: express.Request; response: express.Response };
declare const fast: { request: fastify.FastifyRequest; reply: fastify.FastifyReply };
take<Promise<void>>(adapter.process(sdk.request, sdk.response, logic));
take<Promise<void>>(adapter.process(node.request, node.response, logic));
take<Promise<void>>(adapter.process(rest.request, rest.response, logic));
take<Promise<void>>(adapter.process(exp.request, exp.response, logic));
take<Promise<void>>(adapter.process(fast.request.raw, fast.reply.raw, logic));
// @ts-expect-error: what cannot be ended is no response
take<Promise<void>>(adapter.process(node.request, { statusCode: 200 }, logic));

/** Events are typed, and can be chained. */
adapter
  .on('receipt', (receipt) => {
    take<Receipt>(receipt);
    take<ReceiptStatus>(receipt.status);
  })
  .once('sent', (message) => take<OwnMessage>(message))
  .off('error', (error) => take<unknown>(error));
// @ts-expect-error: there is no such event
adapter.on('reciept', () => undefined);
// @ts-expect-error: a turn needs logic
take<Promise<void>>(adapter.continueConversation('', activity.getConversationReference()));
