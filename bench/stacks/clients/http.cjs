'use strict';

const http = require('node:http');

/** `http.request` on a keep-alive agent. */
function createPost(baseUrl) {
  const { hostname, port } = new URL(baseUrl);
  const agent = new http.Agent({ keepAlive: true });
  return (path, headers, body) =>
    new Promise((resolve, reject) => {
      const options = {
        agent,
        hostname,
        port,
        path,
        method: 'POST',
        headers: { ...headers, 'Content-Length': Buffer.byteLength(body) },
      };
      const request = http.request(options, (response) => {
        let answer = '';
        response.setEncoding('utf8');
        response.on('data', (chunk) => (answer += chunk));
        response.on('end', () =>
          response.statusCode === 200 ? resolve(answer) : reject(new Error(`status ${response.statusCode}`)),
        );
        response.on('error', reject);
      });
      request.on('error', reject);
      request.end(body);
    });
}

module.exports = { createPost };
