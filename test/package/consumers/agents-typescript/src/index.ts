import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { ConversationReference } from '@microsoft/agents-activity';
import { AgentApplication, MemoryStorage, type InputFile, type TurnState } from '@microsoft/agents-hosting';
import {
  WhatsGateAdapter,
  WhatsGateError,
  WhatsGateFileDownloader,
  type BotLogic,
  type InboundChannelData,
  type OutboundChannelData,
  type Receipt,
  type WhatsGateAdapterOptions,
} from 'botbuilder-adapter-whatsgate/agents';
import {
  createSimulator,
  type IncomingMessage,
  type OutgoingMessage,
  type Simulator,
} from 'botbuilder-adapter-whatsgate/simulator';

const webhookToken = 'a-token-for-the-consumer';

async function main(): Promise<void> {
  const simulator: Simulator = await createSimulator();
  const { apiKey, whatsappId, baseUrl } = simulator;
  const options: WhatsGateAdapterOptions = { apiKey, whatsappId, baseUrl, webhookToken };
  const adapter = new WhatsGateAdapter(options);
  const receipts: Receipt[] = [];
  adapter.on('receipt', (receipt) => receipts.push(receipt));
  const app = new AgentApplication<TurnState>({
    adapter,
    storage: new MemoryStorage(),
    fileDownloaders: [new WhatsGateFileDownloader()],
  });
  let reference: ConversationReference | undefined;
  app.onActivity('message', async (context, state) => {
    reference = context.activity.getConversationReference();
    const { whatsgate } = context.activity.channelData as InboundChannelData;
    const channelData: { whatsgate: OutboundChannelData } = {
      whatsgate: { quote: context.activity.id ?? false },
    };
    const files = state.getValue<InputFile[]>('inputFiles');
    const [response] = await context.sendActivities([
      Object.assign(context.activity, {
        text: `You said: ${context.activity.text} (${whatsgate.action}, ${files.length})`,
        channelData,
      }),
    ]);
    if (response?.id === '') throw new Error('nothing was sent');
  });
  app.onError(async (context, error) => {
    await context.sendActivity(error instanceof WhatsGateError ? error.code : error.message);
  });
  const logic: BotLogic = (context) => app.run(context);
  const server = createServer((req, res) => void adapter.process(req, res, logic));
  await once(server.listen(0, '127.0.0.1'), 'listening');
  simulator.setWebhook(`http://127.0.0.1:${(server.address() as AddressInfo).port}/${webhookToken}`);

  const said: IncomingMessage = await simulator.user('79991112233').says('hi');
  const answer: OutgoingMessage = await simulator.nextMessage();
  const { outcome } = await said.delivered;
  await simulator.acknowledge(answer.id, 3).delivered;
  if (reference === undefined) throw new Error('no reference was stored');
  await adapter.continueConversation('', reference, async (context) => {
    await context.sendActivity('Once more.');
  });
  const more = await simulator.nextMessage();
  console.log(
    `agents: ${answer.body}, ${answer.quote === said.id ? 'quoted' : 'not quoted'}, ${outcome}, ` +
      `${receipts[0]?.status}, ${more.body}`,
  );

  await adapter.close();
  server.close();
  await simulator.close();
}

void main();
