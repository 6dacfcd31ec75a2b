'use strict';

// The load generator. It takes one job from the bench, runs it, reports the figures and ends:
// idle memory → closed loop (warm-up, then at once the measured window) → drain → one connection at a fixed rate.
const { createClosedLoop } = require('./closed-loop.cjs');
const { runFixedRate } = require('./fixed-rate.cjs');
const { createConnectionFactory } = require('./connection.cjs');
const { machineCpuSeconds, processCpuSeconds, residentBytes } = require('./proc.cjs');
const { FIRST_EVENT, createAnswerCheck, createWebhooks } = require('./webhooks.cjs');

/**
 * @param job `{ kind, port, connections, warmupSeconds, windowSeconds, latencySeconds, latencyRate, pids }`,
 *   where `pids` are `{ bot, upstream, bench }`
 */
async function run(job) {
  const nextEvent = createEventCounter();
  const connect = createConnectionFactory({
    port: job.port,
    toRequest: createWebhooks(job.kind, `127.0.0.1:${job.port}`),
    isRightAnswer: createAnswerCheck(job.kind),
    nextEvent,
  });
  const idleBytes = residentBytes(job.pids.bot);

  const loop = await createClosedLoop(connect, job.connections);
  loop.start();
  await sleep(job.warmupSeconds);
  const before = snapshot(job.pids);
  loop.record();
  await sleep(job.windowSeconds);
  const latencies = loop.take();
  const after = snapshot(job.pids);
  await loop.drain();

  const latency =
    job.latencySeconds > 0 ? await runFixedRate(connect, job.latencyRate, job.latencySeconds) : [];
  return {
    turns: latencies.length,
    seconds: after.at - before.at,
    latencies: summarise(latencies),
    singleLatencies: summarise(latency),
    cpuSeconds: difference(before.cpu, after.cpu),
    memory: { idleBytes, afterBytes: residentBytes(job.pids.bot) },
    answered: nextEvent.count(),
    eventSum: nextEvent.sum(),
  };
}

function createEventCounter() {
  let event = FIRST_EVENT - 1;
  const next = () => (event += 1);
  next.count = () => event - FIRST_EVENT + 1;
  next.sum = () => (next.count() * (FIRST_EVENT + event)) / 2;
  return next;
}

function snapshot(pids) {
  return {
    at: performance.now() / 1000,
    cpu: {
      bot: processCpuSeconds(pids.bot),
      upstream: processCpuSeconds(pids.upstream),
      load: processCpuSeconds(process.pid),
      bench: processCpuSeconds(pids.bench),
      machine: machineCpuSeconds(),
    },
  };
}

function difference(before, after) {
  return Object.fromEntries(Object.keys(after).map((name) => [name, after[name] - before[name]]));
}

function summarise(latencies) {
  const sorted = Float64Array.from(latencies).sort();
  const at = (share) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? NaN;
  return { count: sorted.length, p50: at(0.5), p99: at(0.99) };
}

function sleep(seconds) {
  return new Promise((resolve) => setTimeout(resolve, seconds * 1000));
}

process.once('message', (job) => {
  run(job).then(
    (figures) => process.send({ figures }),
    (error) => process.send({ error: error.message }),
  );
});
process.on('disconnect', () => process.exit());
