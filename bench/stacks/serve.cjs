'use strict';

const http = require('node:http');

/** Starts a bot's server, tells the bench its port, and ends by itself should the bench be gone. */
function serve(handler) {
  const server = http.createServer(handler);
  server.listen(0, '127.0.0.1', () => process.stdout.write(`listening ${server.address().port}\n`));
  setTimeout(() => process.exit(1), Number(process.env.BENCH_LIFETIME_MS ?? 60_000)).unref();
}

/** Reads a request's body as text. */
function readBody(req, onBody) {
  let body = '';
  req.setEncoding('utf8');
  req.on('data', (chunk) => (body += chunk));
  req.on('end', () => onBody(body));
}

/** Where sends go: `http://127.0.0.1:<port>`. */
const upstreamUrl = process.argv[2];

module.exports = { readBody, serve, upstreamUrl };
