'use strict';

/** The same bot for every Bot Framework stack, on the ActivityHandler that the stack's botbuilder brings. */
function createEchoBot(ActivityHandler) {
  const bot = new ActivityHandler();
  bot.onMessage(async (context, next) => {
    await context.sendActivity(`Echo: ${context.activity.text}`);
    await next();
  });
  return bot;
}

module.exports = { createEchoBot };
