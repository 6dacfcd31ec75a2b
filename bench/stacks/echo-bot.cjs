'use strict';

/** Whether bots are to be as plain as their frameworks allow, so that the adapter is what is measured. */
const isPlain = process.env.BENCH_PLAIN_BOT === '1';

/** The same bot for every Bot Framework stack, on the ActivityHandler that the stack's botbuilder brings. */
function createEchoBot(ActivityHandler) {
  if (isPlain) return { run: echo };
  const bot = new ActivityHandler();
  bot.onMessage(async (context, next) => {
    await context.sendActivity(`Echo: ${context.activity.text}`);
    await next();
  });
  return bot;
}

async function echo(context) {
  if (context.activity.type === 'message') await context.sendActivity(`Echo: ${context.activity.text}`);
}

module.exports = { createEchoBot, isPlain };
