'use strict';

const { ActivityHandler, BotAdapter, TurnContext } = require('botbuilder');
const { createEchoBot } = require('./echo-bot.cjs');
const { acknowledge, sendAll, toActivity } = require('./minimal-wire.cjs');
const { readBody, serve, upstreamUrl } = require('./serve.cjs');
const { createPost } = require(`./clients/${process.argv[3] ?? 'http'}.cjs`);

const post = createPost(upstreamUrl);

/** The least a custom adapter can do and still be a decent one: no token check, no once-only, no order, no retry. */
class MinimalAdapter extends BotAdapter {
  process(req, res, logic) {
    readBody(req, (body) => {
      const event = JSON.parse(body);
      const context = new TurnContext(this, toActivity(event.event_data.message));
      this.runMiddleware(context, logic).then(
        () => acknowledge(res, event.id),
        () => res.writeHead(500).end(),
      );
    });
  }

  sendActivities(context, activities) {
    return sendAll(post, activities);
  }

  async updateActivity() {
    throw new Error('not supported');
  }

  async deleteActivity() {
    throw new Error('not supported');
  }

  async continueConversation() {
    throw new Error('not supported');
  }
}

const adapter = new MinimalAdapter();
const bot = createEchoBot(ActivityHandler);

serve((req, res) => adapter.process(req, res, (context) => bot.run(context)));
