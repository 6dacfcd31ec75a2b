import { once } from 'node:events';
import { createServer } from 'node:http';
import { createRequire } from 'node:module';
import { ActivityHandler } from '@microsoft/agents-hosting';
import * as everything from 'botbuilder-adapter-whatsgate/agents';
import { WhatsGateAdapter, WhatsGateError } from 'botbuilder-adapter-whatsgate/agents';
import * as everythingOfSimulator from 'botbuilder-adapter-whatsgate/simulator';
import { createSimulator } from 'botbuilder-adapter-whatsgate/simulator';
import manifest from 'botbuilder-adapter-whatsgate/package.json' with { type: 'json' };

const webhookToken = 'a-token-for-the-consumer';
const require = createRequire(import.meta.url);

const simulator = await createSimulator();
const { apiKey, whatsappId, baseUrl } = simulator;
const adapter = new WhatsGateAdapter({ apiKey, whatsappId, baseUrl, webhookToken });
const bot = new ActivityHandler();
bot.onMessage(async (context, next) => {
  await context.sendActivity(`You said: ${context.activity.text}`);
  await next();
});
const server = createServer((req, res) => void adapter.process(req, res, (context) => bot.run(context)));
await once(server.listen(0, '127.0.0.1'), 'listening');
simulator.setWebhook(`http://127.0.0.1:${server.address().port}/${webhookToken}`);

const said = await simulator.user('79991112233').says('hi');
const { body, quote } = await simulator.nextMessage();
const { outcome } = await said.delivered;
console.log(`agents-esm: ${body}, ${quote === said.id ? 'quoted' : 'not quoted'}, ${outcome}`);

const hidden = [
  ...Object.keys(require('botbuilder-adapter-whatsgate/agents')).filter((name) => !(name in everything)),
  ...Object.keys(require('botbuilder-adapter-whatsgate/simulator')).filter(
    (name) => !(name in everythingOfSimulator),
  ),
];
console.log(`hidden from import: ${hidden.join(', ') || 'nothing'}`);
console.log(`one copy: ${require('botbuilder-adapter-whatsgate/agents').WhatsGateError === WhatsGateError}`);
console.log(`version: ${manifest.version}`);

await adapter.close();
server.close();
await simulator.close();
