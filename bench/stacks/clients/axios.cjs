'use strict';

const http = require('node:http');
const axios = require('axios');

/** axios with its own Node adapter, set up as kindly as it allows. */
function createPost(baseURL) {
  const client = axios.create({
    baseURL,
    httpAgent: new http.Agent({ keepAlive: true }),
    maxRedirects: 0,
    responseType: 'text',
    transformResponse: (text) => text,
  });
  return async (path, headers, body) => (await client.post(path, body, { headers })).data;
}

module.exports = { createPost };
