'use strict';

// A server on the web: `/<bytes>` is a file of so many bytes, whose length it tells.
const http = require('node:http');

const PIECE = Buffer.alloc(65_536, 'a file of no kind that anybody knows. ');

const server = http.createServer((request, response) => {
  let left = Number(request.url.slice(1));
  response.writeHead(200, { 'Content-Type': 'application/x-bench', 'Content-Length': left });
  const more = () => {
    while (left > 0) {
      const piece = left >= PIECE.length ? PIECE : PIECE.subarray(0, left);
      left -= piece.length;
      if (!response.write(piece)) return void response.once('drain', more);
    }
    response.end();
  };
  more();
});

server.listen(0, '127.0.0.1', () => process.send({ port: server.address().port }));
setTimeout(() => process.exit(1), Number(process.env.BENCH_LIFETIME_MS)).unref();
