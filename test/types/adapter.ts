import { ActivityHandler, type BotAdapter, type ResourceResponse, type TurnContext } from 'botbuilder';
import type {
  WhatsGateAdapter,
  OwnMessage,
  Receipt,
  ReceiptStatus,
  SentResource,
  WhatsGateAdapterOptions,
} from '../../src/index';
import { take } from './take';

// Compiled, never run: each line fails to compile when the types drift apart.

declare const adapter: WhatsGateAdapter;
declare const context: TurnContext;

take<BotAdapter>(adapter);
take<(context: TurnContext) => Promise<void>>((turn) => new ActivityHandler().run(turn));
take<Promise<ResourceResponse[]>>(adapter.sendActivities(context, [{ text: 'Hi' }]));
take<ResourceResponse>({ id: '', ids: [] } as SentResource);

/** Events are typed, and can be chained. */
adapter
  .on('receipt', (receipt) => {
    take<Receipt>(receipt);
    take<ReceiptStatus>(receipt.status);
    take<Date>(receipt.timestamp);
  })
  .once('sent', (message) => take<OwnMessage>(message))
  .on('ready', ({ number }) => take<string | undefined>(number))
  .off('error', (error) => take<unknown>(error));

// @ts-expect-error: there is no such event
adapter.on('reciept', () => undefined);
// @ts-expect-error: a receipt is no text
adapter.on('receipt', (receipt: string) => take<string>(receipt));
// @ts-expect-error: there is no such event
adapter.once('message', () => undefined);
// @ts-expect-error: there is no such event
adapter.off('', () => undefined);

/** The options. */
take<WhatsGateAdapterOptions>({ apiKey: 'k', whatsappId: 'w', webhookToken: false });
// @ts-expect-error: the token is never left out by accident
take<WhatsGateAdapterOptions>({ apiKey: 'k', whatsappId: 'w' });
// @ts-expect-error: true is no token
take<WhatsGateAdapterOptions>({ apiKey: 'k', whatsappId: 'w', webhookToken: true });
// @ts-expect-error: no such policy
take<WhatsGateAdapterOptions>({ apiKey: 'k', webhookToken: false, quoteReplies: 'sometimes' });
// @ts-expect-error: no such kind of event
take<WhatsGateAdapterOptions>({ apiKey: 'k', webhookToken: false, eventActivities: ['message'] });
