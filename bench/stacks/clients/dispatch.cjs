'use strict';

const { Pool } = require('../../peers/node_modules/undici');

/** undici's `Pool.dispatch` with a handler of our own: no stream object is made for the answer. */
function createPost(baseUrl) {
  const pool = new Pool(baseUrl);
  return (path, headers, body) =>
    new Promise((resolve, reject) =>
      pool.dispatch({ path, method: 'POST', headers, body }, new AnswerHandler(resolve, reject)),
    );
}

class AnswerHandler {
  status = 0;
  answer = '';

  constructor(resolve, reject) {
    this.resolve = resolve;
    this.reject = reject;
  }

  // The older handler names: undici 7 takes both, and these are not wrapped once more on the way.
  onConnect() {}

  onHeaders(status) {
    this.status = status;
    return true;
  }

  onData(chunk) {
    this.answer += chunk.toString('utf8');
    return true;
  }

  onComplete() {
    if (this.status === 200) this.resolve(this.answer);
    else this.reject(new Error(`status ${this.status}`));
  }

  onError(error) {
    this.reject(error);
  }
}

module.exports = { createPost };
