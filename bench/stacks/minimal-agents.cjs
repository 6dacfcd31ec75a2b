'use strict';

const { Activity } = require('@microsoft/agents-activity');
const { ActivityHandler, CloudAdapter, TurnContext } = require('@microsoft/agents-hosting');
const { createEchoBot } = require('./echo-bot.cjs');
const { readBody, serve, upstreamUrl } = require('./serve.cjs');
const { API_KEY, WHATSAPP_ID } = require('../traffic/accounts.cjs');
const { createPost } = require(`./clients/${process.argv[3] ?? 'axios'}.cjs`);

const post = createPost(upstreamUrl);
const headers = { 'Content-Type': 'application/json', 'X-Api-Key': API_KEY };

/** The least a custom adapter of the Agents SDK can do and still be a decent one: no token check, no once-only, no order, no retry. */
class MinimalAdapter extends CloudAdapter {
  constructor() {
    super({ clientId: 'minimal', tenantId: 'minimal' });
  }

  process(req, res, logic) {
    readBody(req, (body) => {
      const event = JSON.parse(body);
      const context = new TurnContext(this, toActivity(event.event_data.message), { aud: WHATSAPP_ID });
      this.runMiddleware(context, logic).then(
        () => acknowledge(res, event.id),
        () => res.writeHead(500).end(),
      );
    });
  }

  async sendActivities(context, activities) {
    const responses = [];
    for (const activity of activities) {
      const answer = await post('/api/v1/send', headers, toSendRequest(activity));
      responses.push({ id: JSON.parse(answer).result.id });
    }
    return responses;
  }
}

function toActivity(message) {
  return Activity.fromObject({
    type: 'message',
    id: message.id,
    channelId: 'whatsgate',
    timestamp: new Date(message.timestamp * 1000),
    serviceUrl: upstreamUrl,
    conversation: { id: message.from, isGroup: false },
    from: { id: message.from, name: message.from_name, role: 'user' },
    recipient: { id: message.to, role: 'bot' },
    text: message.body,
    channelData: message,
  });
}

function toSendRequest(activity) {
  return JSON.stringify({
    WhatsappID: WHATSAPP_ID,
    async: false,
    recipient: { id: activity.conversation.id },
    message: { type: 'text', body: activity.text },
  });
}

function acknowledge(res, id) {
  const body = JSON.stringify({ result: 'OK', id });
  res.writeHead(200, { 'Content-Type': 'application/json', 'Content-Length': Buffer.byteLength(body) });
  res.end(body);
}

const adapter = new MinimalAdapter();
const bot = createEchoBot(ActivityHandler);

serve((req, res) => adapter.process(req, res, (context) => bot.run(context)));
