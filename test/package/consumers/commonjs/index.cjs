'use strict';

const { once } = require('node:events');
const { createServer } = require('node:http');
const { ActivityHandler } = require('botbuilder');
const { WhatsGateAdapter } = require('botbuilder-adapter-whatsgate');
const { createSimulator } = require('botbuilder-adapter-whatsgate/simulator');

const webhookToken = 'a-token-for-the-consumer';

async function main() {
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
  console.log(`commonjs: ${body}, ${quote === said.id ? 'quoted' : 'not quoted'}, ${outcome}`);

  await adapter.close();
  server.close();
  await simulator.close();
}

main();
