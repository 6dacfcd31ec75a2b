import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { ActivityHandler, type ConversationReference, TurnContext } from 'botbuilder';
import {
  WhatsGateAdapter,
  WhatsGateError,
  type InboundChannelData,
  type OutboundChannelData,
  type Receipt,
  type WhatsGateAdapterOptions,
} from 'botbuilder-adapter-whatsgate';
import {
  createSimulator,
  type IncomingMessage,
  type OutgoingMessage,
  type Simulator,
} from 'botbuilder-adapter-whatsgate/simulator';

const webhookToken = 'a-token-for-the-consumer';

class Bot extends ActivityHandler {
  reference: Partial<ConversationReference> | undefined;

  constructor() {
    super();
    this.onMessage(async (context, next) => {
      this.reference = TurnContext.getConversationReference(context.activity);
      const { whatsgate } = context.activity.channelData as InboundChannelData;
      const channelData: { whatsgate: OutboundChannelData } = {
        whatsgate: { quote: context.activity.id ?? false },
      };
      await context.sendActivity({
        text: `You said: ${context.activity.text} (${whatsgate.action})`,
        channelData,
      });
      await next();
    });
  }
}

const simulator: Simulator = await createSimulator();
const { apiKey, whatsappId, baseUrl } = simulator;
const options: WhatsGateAdapterOptions = { apiKey, whatsappId, baseUrl, webhookToken };
const adapter = new WhatsGateAdapter(options);
const receipts: Receipt[] = [];
adapter.on('receipt', (receipt) => receipts.push(receipt));
adapter.onTurnError = async (context, error) => {
  await context.sendActivity(error instanceof WhatsGateError ? error.code : 'failed');
};
const bot = new Bot();
const server = createServer((req, res) => void adapter.process(req, res, (context) => bot.run(context)));
await once(server.listen(0, '127.0.0.1'), 'listening');
simulator.setWebhook(`http://127.0.0.1:${(server.address() as AddressInfo).port}/${webhookToken}`);

const said: IncomingMessage = await simulator.user('79991112233').says('hi');
const answer: OutgoingMessage = await simulator.nextMessage();
const { outcome } = await said.delivered;
await simulator.acknowledge(answer.id, 3).delivered;
await adapter.continueConversationAsync('', bot.reference ?? {}, async (context) => {
  await context.sendActivity('Once more.');
});
const more = await simulator.nextMessage();
console.log(
  `typescript-nodenext: ${answer.body}, ${answer.quote === said.id ? 'quoted' : 'not quoted'}, ${outcome}, ` +
    `${receipts[0]?.status}, ${more.body}`,
);

await adapter.close();
server.close();
await simulator.close();
