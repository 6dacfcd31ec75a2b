'use strict';

const { readBody, serve, upstreamUrl } = require('./serve.cjs');
const { API_KEY, WHATSAPP_ID } = require('../traffic/accounts.cjs');
const { createPost } = require(`./clients/${process.argv[3] ?? 'http'}.cjs`);

const post = createPost(upstreamUrl);
const headers = { 'Content-Type': 'application/json', 'X-Api-Key': API_KEY };

// No SDK at all: what Node itself costs for one webhook in and one send out.
serve((req, res) => {
  readBody(req, async (body) => {
    const event = JSON.parse(body);
    const message = event.event_data.message;
    const answer = await post(
      '/api/v1/send',
      headers,
      JSON.stringify({
        WhatsappID: WHATSAPP_ID,
        async: false,
        recipient: { id: message.from },
        message: { type: 'text', body: `Echo: ${message.body}` },
      }),
    );
    if (!JSON.parse(answer).result.id) throw new Error('the upstream gave no id');
    const acknowledgement = JSON.stringify({ result: 'OK', id: event.id });
    res.writeHead(200, {
      'Content-Type': 'application/json',
      'Content-Length': Buffer.byteLength(acknowledgement),
    });
    res.end(acknowledgement);
  });
});
