'use strict';

/** Node's global `fetch`. */
function createPost(baseUrl) {
  return async (path, headers, body) => {
    const response = await fetch(`${baseUrl}${path}`, { method: 'POST', headers, body });
    const answer = await response.text();
    if (!response.ok) throw new Error(`status ${response.status}`);
    return answer;
  };
}

module.exports = { createPost };
