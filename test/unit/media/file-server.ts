import * as http from 'node:http';
import * as net from 'node:net';
import type { AddressInfo } from 'node:net';

/** A server on a free port of the loopback address. */
export interface FileServer {
  readonly port: number;
  /** `http://127.0.0.1:<port>`. */
  readonly origin: string;
  /** The paths that were asked for. */
  readonly paths: readonly string[];
  /** How many connections were made, with or without a request. */
  readonly connections: number;
  close(): Promise<void>;
}

/** Serves files over HTTP. */
export async function serveFiles(handler: http.RequestListener): Promise<FileServer> {
  const paths: string[] = [];
  const server = http.createServer((request, response) => {
    paths.push(request.url ?? '');
    handler(request, response);
  });
  return listen(server, paths);
}

/** Answers every connection with bytes of the test's choice, as no HTTP server would. */
export async function serveBytes(answer: (socket: net.Socket) => void): Promise<FileServer> {
  const server = net.createServer((socket) => {
    socket.on('error', () => socket.destroy());
    socket.once('data', () => answer(socket));
  });
  return listen(server, []);
}

async function listen(server: net.Server, paths: readonly string[]): Promise<FileServer> {
  const sockets = new Set<net.Socket>();
  let connections = 0;
  server.on('connection', (socket: net.Socket) => {
    connections += 1;
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    port,
    origin: `http://127.0.0.1:${port}`,
    paths,
    get connections() {
      return connections;
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const socket of sockets) socket.destroy();
      }),
  };
}
