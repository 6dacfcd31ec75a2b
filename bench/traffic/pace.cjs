'use strict';

// How fast the bot's core itself is, whatever the bot does. A virtual machine slows down by half when its host is busy,
// and neither /proc nor any load average shows it: only a piece of work that is always the same takes longer then.
// This process runs on the bot's core, a third of a millisecond ten times a second, and reports once.

const EVERY_MS = 100;
const WORDS = new Int32Array(1 << 16);

/** The same work every time: arithmetic over 256 kB. */
function work() {
  let sum = 0;
  for (let pass = 0; pass < 4; pass += 1) {
    for (let at = 0; at < WORDS.length; at += 1) {
      sum = (Math.imul(sum, 31) + WORDS[at] + at) | 0;
      WORDS[at] = sum;
    }
  }
  return sum;
}

/** Microseconds of CPU that the work takes now. */
function sample() {
  const before = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(before);
  return user + system;
}

/** @param job `{ warmupSeconds, windowSeconds }` */
function watch({ warmupSeconds, windowSeconds }) {
  // Compiled before anything is measured.
  for (let time = 0; time < 200; time += 1) work();
  const samples = [];
  setTimeout(() => {
    const timer = setInterval(() => samples.push(sample()), EVERY_MS);
    setTimeout(() => {
      clearInterval(timer);
      samples.sort((a, b) => a - b);
      process.send({ paceMicroseconds: samples[Math.floor(samples.length / 2)] ?? NaN });
    }, windowSeconds * 1000);
  }, warmupSeconds * 1000);
}

process.once('message', watch);
process.on('disconnect', () => process.exit());
