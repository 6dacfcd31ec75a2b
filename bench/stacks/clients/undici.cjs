'use strict';

const { Pool } = require('../../peers/node_modules/undici');

/** undici's `Pool.request`. */
function createPost(baseUrl) {
  const pool = new Pool(baseUrl);
  return async (path, headers, body) => {
    const response = await pool.request({ path, method: 'POST', headers, body });
    const answer = await response.body.text();
    if (response.statusCode !== 200) throw new Error(`status ${response.statusCode}`);
    return answer;
  };
}

module.exports = { createPost };
