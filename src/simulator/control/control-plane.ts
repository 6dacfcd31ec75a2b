import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Gateway } from '../gateway';
import { parseUntrustedJson } from '../json';
import { readBody } from '../request-body';
import type { Simulator } from '../simulator';
import { ControlError, type ControlCall } from './call';
import { refusalOf, setSafeHeaders } from './guard';
import { LiveUpdates } from './live';
import { answerMedia } from './media-answer';
import { pageFile } from './page-files';
import { ROUTES, type Route } from './routes';
import { CONTROL_PATH, PAGE_PATH } from './wire';

function writeJson(response: ServerResponse, status: number, value: unknown): void {
  const json = Buffer.from(JSON.stringify(value));
  response.writeHead(status, { 'content-type': 'application/json', 'content-length': json.length });
  response.end(json);
}

function decode(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    throw new ControlError(400, 'The path is not well-formed.');
  }
}

/** What the path names where the route has a `:`; undefined when it is another route's path. */
function namesIn(route: Route, path: string): readonly string[] | undefined {
  const wanted = route.path.split('/');
  const given = path.split('/');
  if (wanted.length !== given.length) return undefined;
  const isSame = wanted.every((part, place) => part.startsWith(':') || part === given[place]);
  if (!isSame) return undefined;
  return given.filter((_, place) => wanted[place]?.startsWith(':')).map(decode);
}

function statusOf(error: unknown): number {
  if (error instanceof ControlError) return error.status;
  return error instanceof TypeError || error instanceof RangeError ? 400 : 409;
}

/**
 * Lets a page, or any program on this machine, play the people, look at what happens and make it go wrong. It is on
 * the server of the gateway, under a path of its own.
 */
export class ControlPlane {
  readonly #gateway: Gateway;
  readonly #live: LiveUpdates;
  #simulator: Simulator | undefined;

  constructor(gateway: Gateway) {
    this.#gateway = gateway;
    this.#live = new LiveUpdates(gateway);
  }

  /** Names the simulator that it commands. Until then it refuses everything. */
  attach(simulator: Simulator): void {
    this.#simulator = simulator;
  }

  /** Answers a request for the page or the control plane; false for all others. */
  takes(incoming: IncomingMessage, response: ServerResponse): boolean {
    const { method = '', url = '' } = incoming;
    const path = url.replace(/[?#].*$/, '');
    if (method === 'GET' && (path === '/' || path === PAGE_PATH.slice(0, -1))) {
      setSafeHeaders(response);
      response.writeHead(302, { location: PAGE_PATH }).end();
      return true;
    }
    if (!path.startsWith(PAGE_PATH)) return false;
    setSafeHeaders(response);
    this.#answer(incoming, response, path).catch((error: unknown) => {
      if (response.headersSent || response.destroyed) response.destroy();
      else {
        const sentence = error instanceof Error ? error.message : String(error);
        writeJson(response, statusOf(error), { error: sentence });
      }
    });
    return true;
  }

  async #answer(incoming: IncomingMessage, response: ServerResponse, path: string): Promise<void> {
    const isControl = path.startsWith(CONTROL_PATH);
    const refusal = refusalOf(incoming.headers, this.#gateway.origin, !isControl);
    if (refusal !== undefined) throw new ControlError(403, refusal);
    if (isControl) await this.#control(incoming, response, path.slice(CONTROL_PATH.length));
    else this.#page(incoming, response, path.slice(PAGE_PATH.length));
  }

  #page(incoming: IncomingMessage, response: ServerResponse, name: string): void {
    if (incoming.method !== 'GET') throw new ControlError(405, 'The page can only be fetched.');
    const file = pageFile(name);
    if (file === undefined) throw new ControlError(404, 'The page has no such file.');
    const { contentType, content } = file;
    response.writeHead(200, { 'content-type': contentType, 'content-length': content.length });
    response.end(content);
  }

  async #control(incoming: IncomingMessage, response: ServerResponse, path: string): Promise<void> {
    const { method = '', url = '', headers } = incoming;
    const simulator = this.#simulator;
    if (simulator === undefined) throw new ControlError(503, 'The simulator is starting.');
    if (method === 'GET' && path === 'live') {
      if (!this.#live.hasRoom) throw new ControlError(503, 'Too many pages look on. Close some.');
      this.#live.add(response);
      return;
    }
    if (method === 'GET' && path.startsWith('media/')) {
      const media = this.#gateway.state.message(decode(path.slice('media/'.length)))?.media;
      if (media === undefined)
        throw new ControlError(404, 'There is no such file, or it is forgotten by now.');
      answerMedia(response, media, headers.range);
      return;
    }
    const call: Omit<ControlCall, 'names' | 'body'> = {
      simulator,
      gateway: this.#gateway,
      query: new URLSearchParams(url.replace(/^[^?]*\??/, '')),
      tellTime: () => this.#live.tellTime(),
    };
    const { route, names } = findRoute(method, path);
    const body = method === 'GET' ? undefined : await this.#body(incoming, response);
    writeJson(response, 200, await route.handle({ ...call, names, body }));
  }

  async #body(incoming: IncomingMessage, response: ServerResponse): Promise<unknown> {
    // A form of another website cannot have this type without being asked first.
    if (!/^application\/json\s*(?:;|$)/i.test(incoming.headers['content-type'] ?? '')) {
      throw new ControlError(415, 'The Content-Type of a request is application/json.');
    }
    const { bodyBytes } = this.#gateway.options.limits;
    const { text, isTooLarge } = await readBody(incoming, bodyBytes);
    if (isTooLarge) {
      response.setHeader('connection', 'close');
      throw new ControlError(413, `A request body has at most ${bodyBytes} bytes.`);
    }
    try {
      return text === '' ? undefined : parseUntrustedJson(text);
    } catch {
      throw new ControlError(400, 'The request body is not valid JSON.');
    }
  }
}

function findRoute(
  method: string,
  path: string,
): { readonly route: Route; readonly names: readonly string[] } {
  const fitting = ROUTES.flatMap((route) => {
    const names = namesIn(route, path);
    return names === undefined ? [] : [{ route, names }];
  });
  const found = fitting.find(({ route }) => route.method === method);
  if (found !== undefined) return found;
  if (fitting.length === 0) throw new ControlError(404, 'The control plane has no such path.');
  const methods = fitting.map(({ route }) => route.method).join(', ');
  throw new ControlError(405, `This path takes ${methods}.`);
}
