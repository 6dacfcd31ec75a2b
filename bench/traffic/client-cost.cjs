'use strict';

// What one send costs with one HTTP client and nothing around it.
const { API_KEY, WHATSAPP_ID } = require('./accounts.cjs');

const [upstreamUrl, clientPath, warmupSeconds, windowSeconds, connections] = process.argv.slice(2);
const importStartedAt = performance.now();
const { createPost } = require(clientPath);
const importMilliseconds = performance.now() - importStartedAt;

const post = createPost(upstreamUrl);
const headers = { 'Content-Type': 'application/json', 'X-Api-Key': API_KEY };
const body = JSON.stringify({
  WhatsappID: WHATSAPP_ID,
  async: false,
  recipient: { id: '79005550101@c.us' },
  message: { type: 'text', body: 'Echo: ping-100000001' },
});

async function callFor(seconds) {
  const until = performance.now() + seconds * 1000;
  const cpu = process.cpuUsage();
  let calls = 0;
  const callOnAndOn = async () => {
    while (performance.now() < until) {
      if (!JSON.parse(await post('/api/v1/send', headers, body)).result.id)
        throw new Error('an answer without an id');
      calls += 1;
    }
  };
  await Promise.all(Array.from({ length: Number(connections) }, callOnAndOn));
  const { user, system } = process.cpuUsage(cpu);
  return { calls, cpuMicroseconds: (user + system) / calls };
}

async function main() {
  await callFor(Number(warmupSeconds));
  const { calls, cpuMicroseconds } = await callFor(Number(windowSeconds));
  process.send({ importMilliseconds, cpuMicroseconds, callsPerSecond: calls / Number(windowSeconds) });
}

void main();
process.on('disconnect', () => process.exit());
