'use strict';

const { Bot, webhookCallback } = require('../peers/node_modules/grammy');
const { isPlain } = require('./echo-bot.cjs');
const { serve, upstreamUrl } = require('./serve.cjs');

// botInfo spares grammY its only other call, getMe; its default client keeps connections alive.
const bot = new Bot('1:bench', {
  client: { apiRoot: upstreamUrl },
  botInfo: {
    id: 1,
    is_bot: true,
    first_name: 'Bench',
    username: 'bench_bot',
    can_join_groups: true,
    can_read_all_group_messages: false,
    supports_inline_queries: false,
  },
});
const echo = (context) => context.reply(`Echo: ${context.message.text}`);
if (isPlain) bot.use(echo);
else bot.on('message:text', echo);

const callback = webhookCallback(bot, 'http');
serve((req, res) => void callback(req, res));
