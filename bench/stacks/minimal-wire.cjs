'use strict';

const { upstreamUrl } = require('./serve.cjs');
const { API_KEY, WHATSAPP_ID } = require('../traffic/accounts.cjs');

// What the minimal adapters of both SDKs do alike.

const headers = { 'Content-Type': 'application/json', 'X-Api-Key': API_KEY };

/** Sends activities one after another. */
async function sendAll(post, activities) {
  const responses = [];
  for (const activity of activities) {
    const answer = await post('/api/v1/send', headers, toSendRequest(activity));
    responses.push({ id: JSON.parse(answer).result.id });
  }
  return responses;
}

function toActivity(message) {
  return {
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
  };
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

module.exports = { acknowledge, sendAll, toActivity };
