'use strict';

// A fake of the four services that the bots send to. It answers at once and counts: how many echoes came, and the
// sum of their event numbers, which shows that each event was echoed once.
const net = require('node:net');
const { createHttpStream } = require('./http-stream.cjs');
const { OWN_NUMBER } = require('./accounts.cjs');

const ECHO = /Echo(?::|%3A)(?: |\+|%20)ping-(\d{9})/;
const counts = { sends: 0, eventSum: 0, otherCalls: 0 };

const server = net.createServer((socket) => {
  socket.setNoDelay(true);
  socket.on('error', () => socket.destroy());
  socket.on(
    'data',
    createHttpStream((head, body) => socket.write(toResponse(answer(head, body)), 'latin1')),
  );
});

function answer(head, body) {
  const path = head.slice(0, head.indexOf(' HTTP/'));
  const echo = ECHO.exec(body);
  if (echo === null) {
    counts.otherCalls += 1;
    return '{"result":"OK","ok":true}';
  }
  counts.sends += 1;
  counts.eventSum += Number(echo[1]);
  const text = `Echo: ping-${echo[1]}`;
  if (path.endsWith('/send')) return whatsgateAnswer(echo[1], text);
  if (path.endsWith('/sendMessage')) return telegramAnswer(echo[1], text);
  if (path.endsWith('/Messages.json')) return twilioAnswer(echo[1], text);
  return `{"recipient_id":"${OWN_NUMBER}","message_id":"m_${echo[1]}"}`;
}

function whatsgateAnswer(event, text) {
  const shortId = `3EB0A1B2C3D${event}`;
  return (
    `{"result":{"_id":"${shortId}","id":"true_79005550101@c.us_${shortId}","ack":0,"hasMedia":false,"mediaKey":"",` +
    `"body":"${text}","type":"chat","timestamp":1780000000,"from":"${OWN_NUMBER}@c.us","from_name":"Shop",` +
    `"to":"79005550101@c.us","isForwarded":false}}`
  );
}

function telegramAnswer(event, text) {
  return (
    `{"ok":true,"result":{"message_id":${event},"from":{"id":1,"is_bot":true,"first_name":"Bench",` +
    `"username":"bench_bot"},"chat":{"id":79005550101,"first_name":"Anna","type":"private"},"date":1780000000,` +
    `"text":"${text}"}}`
  );
}

function twilioAnswer(event, text) {
  return (
    `{"sid":"SM00000000000000000000000${event}","date_created":"Thu, 28 May 2026 20:28:20 +0000",` +
    `"date_updated":"Thu, 28 May 2026 20:28:20 +0000","date_sent":null,"account_sid":"AC${'0'.repeat(32)}",` +
    `"to":"whatsapp:+79005550101","from":"whatsapp:+${OWN_NUMBER}","messaging_service_sid":null,"body":"${text}",` +
    `"status":"queued","num_segments":"1","num_media":"0","direction":"outbound-api","api_version":"2010-04-01",` +
    `"price":null,"price_unit":null,"error_code":null,"error_message":null,"uri":"/","subresource_uris":{}}`
  );
}

function toResponse(body) {
  return `HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: ${body.length}\r\n\r\n${body}`;
}

server.listen(0, '127.0.0.1', () => process.send({ port: server.address().port }));
process.on('message', () => process.send(counts));
process.on('disconnect', () => process.exit());
