'use strict';

const { Activity } = require('@microsoft/agents-activity');
const { ActivityHandler, CloudAdapter, TurnContext } = require('@microsoft/agents-hosting');
const { createEchoBot } = require('./echo-bot.cjs');
const { acknowledge, sendAll, toActivity } = require('./minimal-wire.cjs');
const { readBody, serve, upstreamUrl } = require('./serve.cjs');
const { WHATSAPP_ID } = require('../traffic/accounts.cjs');
const { createPost } = require(`./clients/${process.argv[3] ?? 'axios'}.cjs`);

const post = createPost(upstreamUrl);

/** The least a custom adapter of the Agents SDK can do and still be a decent one: no token check, no once-only, no order, no retry. */
class MinimalAdapter extends CloudAdapter {
  constructor() {
    super({ clientId: 'minimal', tenantId: 'minimal' });
  }

  process(req, res, logic) {
    readBody(req, (body) => {
      const event = JSON.parse(body);
      const activity = Activity.fromObject(toActivity(event.event_data.message));
      const context = new TurnContext(this, activity, { aud: WHATSAPP_ID });
      this.runMiddleware(context, logic).then(
        () => acknowledge(res, event.id),
        () => res.writeHead(500).end(),
      );
    });
  }

  sendActivities(context, activities) {
    return sendAll(post, activities);
  }
}

const adapter = new MinimalAdapter();
const bot = createEchoBot(ActivityHandler);

serve((req, res) => adapter.process(req, res, (context) => bot.run(context)));
