'use strict';

const { ActivityHandler } = require('@microsoft/agents-hosting');
const { WhatsGateAdapter } = require('../../dist/agents.js');
const { createEchoBot } = require('./echo-bot.cjs');
const { serve, upstreamUrl } = require('./serve.cjs');
const { API_KEY, WEBHOOK_TOKEN, WHATSAPP_ID } = require('../traffic/accounts.cjs');

const adapter = new WhatsGateAdapter({
  apiKey: API_KEY,
  whatsappId: WHATSAPP_ID,
  webhookToken: WEBHOOK_TOKEN,
  baseUrl: `${upstreamUrl}/api/v1`,
});
const bot = createEchoBot(ActivityHandler);

serve((req, res) => void adapter.process(req, res, (context) => bot.run(context)));
