import { createServer, request, type Server } from 'node:http';

/**
 * Passes each request to one of the targets, by turns. A target that does not answer is answered 502: the gateway
 * repeats the event, and the next target gets it.
 *
 * @param targets the ports that are there right now.
 */
export function createProxy(targets: () => readonly number[]): Server {
  let turn = 0;
  return createServer((incoming, outgoing) => {
    const ports = targets();
    const port = ports[(turn += 1) % Math.max(1, ports.length)];
    const refuse = (): void => {
      if (!outgoing.headersSent) outgoing.writeHead(502);
      outgoing.end();
    };
    if (port === undefined) {
      refuse();
      return;
    }
    const { method, url, headers } = incoming;
    const passed = request({ host: '127.0.0.1', port, method, path: url, headers }, (answer) => {
      outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(outgoing);
    });
    passed.on('error', refuse);
    incoming.pipe(passed);
  });
}
