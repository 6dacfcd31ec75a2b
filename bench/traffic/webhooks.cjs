'use strict';

const { createHmac } = require('node:crypto');
const accounts = require('./accounts.cjs');

/** Event numbers start here, so that all have nine digits and every request of a kind has the same length. */
const FIRST_EVENT = 100_000_001;

/** So many people write by turns: at 32 connections nobody waits for an own earlier message. */
const SENDERS = 1000;

const startedAt = Math.floor(Date.now() / 1000);
const startedAtText = new Date(startedAt * 1000).toISOString().slice(0, 19).replace('T', ' ');

/** Each kind gives the path, the headers and the body of the webhook that carries event number `event`. */
const KINDS = { whatsgate, telegram, twilio, facebook };

function senderOf(event) {
  return `7900555${String(event % SENDERS).padStart(4, '0')}`;
}

function whatsgate(event) {
  const sender = `${senderOf(event)}@c.us`;
  const shortId = `A1B2C3D4E5F60718293A4B5${event}`;
  const body = JSON.stringify({
    id: event,
    whatsapp_id: accounts.WHATSAPP_ID,
    event_action: 'message',
    event_date: startedAtText,
    status_code: null,
    event_data: {
      message: {
        _id: shortId,
        id: `false_${sender}_${shortId}`,
        ack: 1,
        hasMedia: false,
        mediaKey: '',
        body: `ping-${event}`,
        type: 'chat',
        timestamp: startedAt,
        from: sender,
        from_name: 'Anna',
        to: `${accounts.OWN_NUMBER}@c.us`,
        isForwarded: false,
      },
    },
  });
  return {
    path: `/api/whatsgate/${accounts.WEBHOOK_TOKEN}`,
    headers: { 'Content-Type': 'application/json' },
    body,
  };
}

function telegram(event) {
  const id = Number(senderOf(event));
  const body = JSON.stringify({
    update_id: event,
    message: {
      message_id: event,
      from: { id, is_bot: false, first_name: 'Anna', language_code: 'en' },
      chat: { id, first_name: 'Anna', type: 'private' },
      date: startedAt,
      text: `ping-${event}`,
    },
  });
  return { path: '/telegram', headers: { 'Content-Type': 'application/json' }, body };
}

function twilio(event) {
  const fields = {
    SmsMessageSid: `SM00000000000000000000000${event}`,
    NumMedia: '0',
    ProfileName: 'Anna',
    SmsSid: `SM00000000000000000000000${event}`,
    WaId: senderOf(event),
    SmsStatus: 'received',
    Body: `ping-${event}`,
    To: `whatsapp:+${accounts.OWN_NUMBER}`,
    NumSegments: '1',
    MessageSid: `SM00000000000000000000000${event}`,
    AccountSid: accounts.TWILIO_SID,
    From: `whatsapp:+${senderOf(event)}`,
    ApiVersion: '2010-04-01',
  };
  const signed = Object.keys(fields)
    .sort()
    .reduce((text, name) => text + name + fields[name], accounts.TWILIO_ENDPOINT);
  const signature = createHmac('sha1', accounts.TWILIO_TOKEN).update(signed).digest('base64');
  return {
    path: '/api/messages',
    headers: { 'Content-Type': 'application/x-www-form-urlencoded', 'X-Twilio-Signature': signature },
    body: new URLSearchParams(fields).toString(),
  };
}

function facebook(event) {
  const body = JSON.stringify({
    object: 'page',
    entry: [
      {
        id: accounts.OWN_NUMBER,
        time: startedAt * 1000,
        messaging: [
          {
            sender: { id: senderOf(event) },
            recipient: { id: accounts.OWN_NUMBER },
            timestamp: startedAt * 1000,
            message: { mid: `m_${event}`, text: `ping-${event}` },
          },
        ],
      },
    ],
  });
  const signature = createHmac('sha1', accounts.FACEBOOK_SECRET).update(body).digest('hex');
  return {
    path: '/api/messages',
    headers: { 'Content-Type': 'application/json', 'X-Hub-Signature': `sha1=${signature}` },
    body,
  };
}

/** The whole HTTP request of one webhook, ready to be written to a socket. */
function toRequest({ path, headers, body }, host) {
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
  const length = Buffer.byteLength(body);
  return `POST ${path} HTTP/1.1\r\nHost: ${host}\r\n${lines.join('')}Content-Length: ${length}\r\n\r\n${body}`;
}

/**
 * A source of webhooks of one kind: event number in, HTTP request out. Where nothing is signed, requests differ only in
 * the event's number and sender, so filling in a template spares the load generator most of its work.
 */
function createWebhooks(kind, host) {
  const build = KINDS[kind];
  if (kind !== 'whatsgate' && kind !== 'telegram') return (event) => toRequest(build(event), host);
  const parts = toRequest(build(FIRST_EVENT), host)
    .split(String(FIRST_EVENT))
    .map((part) => part.split(senderOf(FIRST_EVENT)));
  return (event) => {
    const sender = senderOf(event);
    return parts.map((part) => part.join(sender)).join(String(event));
  };
}

/** Whether an answer is right: WhatsGate wants its event number back, the others a plain 200. */
function createAnswerCheck(kind) {
  if (kind !== 'whatsgate') return () => true;
  return (event, body) => body === `{"result":"OK","id":${event}}`;
}

module.exports = { FIRST_EVENT, createAnswerCheck, createWebhooks };
