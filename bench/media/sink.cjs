'use strict';

// The gateway's end: it swallows what is sent, counts it, and answers when a request is whole.
const net = require('node:net');

const ANSWER = JSON.stringify({
  result: {
    id: 'true_79005550101@c.us_3EB0A1B2C3D4E5F60718',
    ack: 0,
    type: 'document',
    to: '79005550101@c.us',
  },
});
const RESPONSE = `HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: ${ANSWER.length}\r\n\r\n${ANSWER}`;

const server = net.createServer((socket) => {
  let head = '';
  let missing = -1;
  socket.on('error', () => socket.destroy());
  socket.on('data', (chunk) => {
    let rest = chunk.length;
    if (missing < 0) {
      head += chunk.toString('latin1');
      const end = head.indexOf('\r\n\r\n');
      if (end < 0) return;
      const length = /content-length: (\d+)/i.exec(head)?.[1];
      if (length === undefined) throw new Error('a request without a length');
      rest = head.length - end - 4;
      missing = Number(length);
      head = '';
    }
    missing -= rest;
    if (missing > 0) return;
    if (missing < 0) throw new Error('more bytes than the length says');
    missing = -1;
    socket.write(RESPONSE);
  });
});

server.listen(0, '127.0.0.1', () => process.send({ port: server.address().port }));
setTimeout(() => process.exit(1), Number(process.env.BENCH_LIFETIME_MS)).unref();
