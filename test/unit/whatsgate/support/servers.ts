import { once } from 'node:events';
import * as http from 'node:http';
import { createServer, type AddressInfo, type Socket } from 'node:net';

/** A request that arrived as a whole. */
export interface TestRequest {
  readonly url: string;
  readonly headers: http.IncomingHttpHeaders;
  readonly body: string;
}

/** A real HTTP server on a free port of this machine. */
export interface TestServer {
  readonly baseUrl: string;
  readonly port: number;
  /** The connections that were ever made to it. */
  readonly sockets: readonly Socket[];
  /** The requests that arrived, with their bodies. */
  readonly requests: readonly TestRequest[];
  /** Resolves as soon as this many requests have arrived as a whole. */
  arrived(count: number): Promise<void>;
  close(): Promise<void>;
}

/** Starts a server that treats each request, once its body is complete, as the test says. */
export async function startServer(
  treat: (response: http.ServerResponse, number: number) => void,
): Promise<TestServer> {
  const sockets: Socket[] = [];
  const requests: TestRequest[] = [];
  const server = http.createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => void chunks.push(chunk));
    request.once('end', () => {
      const { url = '', headers } = request;
      requests.push({ url, headers, body: Buffer.concat(chunks).toString() });
      treat(response, requests.length);
      server.emit('arrived');
    });
  });
  server.on('connection', (socket) => void sockets.push(socket));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    baseUrl: `http://127.0.0.1:${port}/api/v1`,
    port,
    sockets,
    requests,
    async arrived(count) {
      while (requests.length < count) await once(server, 'arrived');
    },
    async close() {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}

/** Answers with JSON. */
export function json(response: http.ServerResponse, body: unknown, status = 200): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}

/** A port that nobody listens on: it was free a moment ago. */
export async function unusedPort(): Promise<number> {
  const server = await startServer((response) => response.end());
  await server.close();
  return server.port;
}

/** A bare TCP server on a free port of this machine, for what no HTTP server does. */
export interface SocketServer {
  readonly baseUrl: string;
  /** How many connections were ever made to it. */
  connections(): number;
  close(): Promise<void>;
}

/** Starts a TCP server that treats the first bytes of each connection as the test says. */
export async function startSocketServer(treat: (socket: Socket) => void): Promise<SocketServer> {
  const sockets: Socket[] = [];
  const server = createServer((socket) => {
    sockets.push(socket);
    socket.on('error', () => undefined).once('data', () => treat(socket));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    baseUrl: `http://127.0.0.1:${port}/api/v1`,
    connections: () => sockets.length,
    async close() {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}

/** Ends all that a test has started, whatever its order. */
export function closeAfterEach(): <Closable extends { close(): unknown }>(closable: Closable) => Closable {
  const open: { close(): unknown }[] = [];
  afterEach(async () => {
    for (const closable of open.splice(0)) await closable.close();
  });
  return (closable) => {
    open.push(closable);
    return closable;
  };
}
