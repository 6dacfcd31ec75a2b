'use strict';

/** Turns at the start that are not counted: the bot comes from full load and its new connection is cold. */
const SETTLING_TURNS = 20;

/**
 * Posts at a fixed rate on one connection and gives the latencies in milliseconds. A turn that had to wait for a late
 * predecessor counts from the moment when it was due.
 */
function runFixedRate(connect, ratePerSecond, seconds) {
  return new Promise((resolve, reject) => {
    const total = SETTLING_TURNS + Math.round(ratePerSecond * seconds);
    const interval = 1000 / ratePerSecond;
    const latencies = [];

    const post = (connection, from, due) =>
      connection.post(() => {
        const now = performance.now();
        const nextDue = due + interval;
        latencies.push(now - from);
        if (latencies.length === total) {
          connection.close();
          resolve(latencies.slice(SETTLING_TURNS));
        } else if (nextDue > now) {
          setTimeout(() => post(connection, performance.now(), nextDue), nextDue - now);
        } else {
          post(connection, nextDue, nextDue);
        }
      });

    connect(reject).then((connection) => post(connection, performance.now(), performance.now()), reject);
  });
}

module.exports = { runFixedRate };
