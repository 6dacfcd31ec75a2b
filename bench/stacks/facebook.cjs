'use strict';

const http = require('node:http');
const requestPath = require.resolve('../peers/node_modules/request');
const request = require(requestPath);

// The adapter writes https:// into every address. Plain http spares it all costs of TLS, and a keep-alive agent, which
// it does not have as shipped, a connection for each send.
const agent = process.argv[3] === 'as-shipped' ? undefined : new http.Agent({ keepAlive: true });
require.cache[requestPath].exports = (options, callback) =>
  request({ ...options, uri: options.uri.replace('https:', 'http:'), agent }, callback);

const { ActivityHandler } = require('../peers/node_modules/botbuilder');
const { FacebookAdapter } = require('../peers/node_modules/botbuilder-adapter-facebook');
const { createEchoBot } = require('./echo-bot.cjs');
const { readBody, serve, upstreamUrl } = require('./serve.cjs');
const { FACEBOOK_ACCESS_TOKEN, FACEBOOK_SECRET, FACEBOOK_VERIFY_TOKEN } = require('../traffic/accounts.cjs');

const adapter = new FacebookAdapter({
  verify_token: FACEBOOK_VERIFY_TOKEN,
  app_secret: FACEBOOK_SECRET,
  access_token: FACEBOOK_ACCESS_TOKEN,
  api_host: new URL(upstreamUrl).host,
});
const bot = createEchoBot(ActivityHandler);

// In place of a body parser: the parsed body, the raw one for the signature, and status().
serve((req, res) => {
  res.status = (code) => {
    res.statusCode = code;
    return res;
  };
  readBody(req, (body) => {
    req.rawBody = body;
    req.body = JSON.parse(body);
    void adapter.processActivity(req, res, (context) => bot.run(context));
  });
});
