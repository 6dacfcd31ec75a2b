'use strict';

/** Opens `size` connections, each of which posts again as soon as it has its answer. */
async function createClosedLoop(connect, size) {
  let running = false;
  let failure;
  let inFlight = 0;
  let latencies;
  let onIdle = () => {};

  const fail = (error) => {
    failure ??= error;
    running = false;
    onIdle();
  };
  const connections = await Promise.all(Array.from({ length: size }, () => connect(fail)));

  const turn = (connection) => {
    const sentAt = performance.now();
    inFlight += 1;
    connection.post(() => {
      inFlight -= 1;
      latencies?.push(performance.now() - sentAt);
      if (running) turn(connection);
      else if (inFlight === 0) onIdle();
    });
  };

  const throwFailure = () => {
    if (failure !== undefined) throw failure;
  };

  return {
    start() {
      running = true;
      connections.forEach(turn);
    },
    record() {
      throwFailure();
      latencies = [];
    },
    /** Ends the measured window and gives its latencies in milliseconds. */
    take() {
      throwFailure();
      const taken = latencies;
      latencies = undefined;
      return taken;
    },
    /** Lets every posted event be answered, then closes. */
    async drain() {
      running = false;
      if (inFlight > 0 && failure === undefined) await new Promise((resolve) => (onIdle = resolve));
      connections.forEach((connection) => connection.close());
      throwFailure();
    },
  };
}

module.exports = { createClosedLoop };
