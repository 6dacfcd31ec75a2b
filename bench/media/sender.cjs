'use strict';

// Sends files of one size by one way, so many at once, and reports throughput and how far its memory rose.
const { createReadStream, readFileSync, writeFileSync } = require('node:fs');
const { readFile } = require('node:fs/promises');
const net = require('node:net');
const { dirname, basename } = require('node:path');

const [way, sinkPort, filesPort, path, bytes, atOnce, sends] = process.argv.slice(2);
const SIZE = Number(bytes);
const WARM_UP_BYTES = 1024 * 1024;
const WARM_UP_SENDS = 32;

/** The bare limit: a socket, and base64 that is there already. */
function raw(size) {
  const piece = Buffer.from(Buffer.alloc(65_535, 'a file').toString('base64'));
  let left = Math.ceil(size / 3) * 4;
  return new Promise((resolve, reject) => {
    const socket = net.connect(Number(sinkPort), '127.0.0.1');
    socket.once('error', reject);
    socket.once('data', () => resolve(socket.destroy()));
    socket.write(`POST /api/v1/send HTTP/1.1\r\nHost: bench\r\nContent-Length: ${left}\r\n\r\n`);
    const more = () => {
      while (left > 0) {
        const part = left >= piece.length ? piece : piece.subarray(0, left);
        left -= part.length;
        if (!socket.write(part)) return void socket.once('drain', more);
      }
    };
    more();
  });
}

/** What comes to mind first. */
async function naive() {
  const axios = require('axios').default;
  const data = (await readFile(path)).toString('base64');
  const message = { type: 'doc', media: { mimetype: 'application/x-bench', data, filename: 'a.bin' } };
  const body = JSON.stringify({ WhatsappID: 'bench', async: false, recipient: { id: 'x@c.us' }, message });
  const headers = { 'Content-Type': 'application/json' };
  await axios.post(`http://127.0.0.1:${sinkPort}/api/v1/send`, body, { headers, maxBodyLength: Infinity });
}

function adapterWay(attachmentOf) {
  const { WhatsGateAdapter } = require('../../dist/index.js');
  const adapter = new WhatsGateAdapter({
    apiKey: 'bench-key',
    whatsappId: 'bench',
    webhookToken: false,
    baseUrl: `http://127.0.0.1:${sinkPort}/api/v1`,
    media: { allowPrivateHosts: true, rootFolder: dirname(path) },
  });
  return (size, number) => {
    const reference = { channelId: 'whatsgate', conversation: { id: `7900555${1000 + number}@c.us` } };
    return adapter.continueConversationAsync('', reference, async (context) => {
      await context.sendActivity({ attachments: [attachmentOf(size)] });
    });
  };
}

const contentType = 'application/x-bench';
const WAYS = {
  raw: () => raw,
  naive: () => naive,
  file: () =>
    adapterWay((size) => ({
      contentType,
      contentUrl: `file:${size === SIZE ? '' : 'small-'}${basename(path)}`,
    })),
  url: () => adapterWay((size) => ({ contentType, contentUrl: `http://127.0.0.1:${filesPort}/${size}` })),
  stream: () => adapterWay((size) => ({ contentType, content: createReadStream(path, { end: size - 1 }) })),
};

function status(field) {
  return (
    Number(new RegExp(`${field}:\\s+(\\d+) kB`).exec(readFileSync('/proc/self/status', 'utf8'))?.[1]) / 1024
  );
}

async function main() {
  const send = WAYS[way]();
  // Idle is a bot that has been at work, not one whose heap has never been used.
  if (way === 'naive') require('axios');
  else for (let number = 0; number < WARM_UP_SENDS; number += 1) await send(WARM_UP_BYTES, number % 8);
  await new Promise((resolve) => setTimeout(resolve, 300));
  const idle = status('VmRSS');
  // The highest memory so far is forgotten (proc(5), clear_refs).
  writeFileSync('/proc/self/clear_refs', '5');
  const startedAt = performance.now();
  for (let done = 0; done < Number(sends); done += Number(atOnce)) {
    await Promise.all(Array.from({ length: Number(atOnce) }, (_, number) => send(SIZE, number)));
  }
  const seconds = (performance.now() - startedAt) / 1000;
  process.send({
    megabytesPerSecond: (SIZE * Number(sends)) / 1e6 / seconds,
    idleMegabytes: idle,
    peakMegabytes: status('VmHWM') - idle,
  });
}

setTimeout(() => process.exit(1), Number(process.env.BENCH_LIFETIME_MS)).unref();
main().catch((error) => {
  console.error(error);
  process.exit(1);
});
