'use strict';

const http = require('node:http');
const { ActivityHandler } = require('../peers/node_modules/botbuilder');
const Twilio = require('../peers/node_modules/twilio');
const RequestClient = require('../peers/node_modules/twilio/lib/base/RequestClient');
const {
  TwilioWhatsAppAdapter,
} = require('../peers/node_modules/@botbuildercommunity/adapter-twilio-whatsapp');
const { createEchoBot } = require('./echo-bot.cjs');
const { serve, upstreamUrl } = require('./serve.cjs');
const { OWN_NUMBER, TWILIO_ENDPOINT, TWILIO_SID, TWILIO_TOKEN } = require('../traffic/accounts.cjs');

// As shipped the client opens a connection for every call, which costs 1.4 times as much. The comparison is generous.
class KeepAliveClient extends RequestClient {
  constructor() {
    super({ keepAlive: true });
    this.axios.defaults.httpAgent = new http.Agent({ keepAlive: true });
  }

  request(options) {
    return super.request({ ...options, forever: true });
  }
}

class LoopbackAdapter extends TwilioWhatsAppAdapter {
  createTwilioClient(accountSid, authToken) {
    const client = Twilio(accountSid, authToken, { httpClient: new KeepAliveClient() });
    client.api.baseUrl = upstreamUrl;
    return client;
  }
}

const adapter = new LoopbackAdapter({
  accountSid: TWILIO_SID,
  authToken: TWILIO_TOKEN,
  phoneNumber: `+${OWN_NUMBER}`,
  endpointUrl: TWILIO_ENDPOINT,
});
const bot = createEchoBot(ActivityHandler);

// The adapter reads and parses the body itself; of express or restify it needs only these two helpers.
serve((req, res) => {
  res.status = (code) => {
    res.statusCode = code;
    return res;
  };
  res.send = (body) => res.end(body);
  void adapter.processActivity(req, res, (context) => bot.run(context));
});
