'use strict';

const net = require('node:net');
const { createHttpStream } = require('./http-stream.cjs');

/** No answer for so long means that the bot hangs. */
const ANSWER_TIMEOUT_MS = 10_000;

/**
 * Gives a function that opens one keep-alive connection with one webhook in flight at most:
 * `post(onAnswer)` sends the next event and calls back when its answer has been read and checked.
 * Whatever goes wrong later on that connection is given to `onFailure`.
 */
function createConnectionFactory({ port, toRequest, isRightAnswer, nextEvent }) {
  return (onFailure) =>
    new Promise((resolve, reject) => {
      const socket = net.connect(port, '127.0.0.1');
      let waiting;
      let event = 0;
      const fail = (why) => {
        const error = new Error(why);
        socket.destroy();
        reject(error);
        onFailure(error);
      };
      const onMessage = (head, body) => {
        if (!head.startsWith('HTTP/1.1 200'))
          return fail(`answered ${head.split('\r\n', 1)[0]} ${body.slice(0, 200)}`);
        if (!isRightAnswer(event, body))
          return fail(`wrong acknowledgement of event ${event}: ${body.slice(0, 200)}`);
        const answered = waiting;
        waiting = undefined;
        answered();
      };
      const post = (onAnswer) => {
        waiting = onAnswer;
        event = nextEvent();
        socket.write(toRequest(event), 'latin1');
      };
      socket.setNoDelay(true);
      socket.setTimeout(ANSWER_TIMEOUT_MS, () => fail('no answer for 10 s'));
      socket.on('data', createHttpStream(onMessage));
      socket.on('error', (error) => fail(error.message));
      socket.on('close', () => waiting && fail('connection closed before the answer'));
      socket.on('connect', () => resolve({ post, close: () => socket.destroy() }));
    });
}

module.exports = { createConnectionFactory };
