import type { IncomingMessage } from 'node:http';
import axios, { type AxiosInstance, type AxiosResponse } from 'axios';
import { WhatsGateActivityError } from '../whatsgate/errors';
import { presentableCause, redact } from '../whatsgate/redact';
import { createGuardedAgents, type LookupAll } from './address-guard';
import { isAllowedHost } from './host-list';
import { HEAD_BYTES, type OpenedSource } from './opened-source';
import { spool } from './spool';
import { tooLarge } from './too-large';
import { encodingOf, unpacked } from './unpack';

/** What a fetcher is made for. */
export interface FetchOptions {
  readonly maximumBytes: number;
  readonly timeoutMs: number;
  readonly allowPrivateHosts: boolean;
  /** The only hosts to fetch from (`files.example.com`, `*.example.com`); empty for all. */
  readonly allowedHosts: readonly string[];
  /** How names are looked up; tests pass their own. */
  readonly lookup?: LookupAll;
}

/** Opens files of the internet. Nothing but their beginning has been read when they are open. */
export type MediaFetcher = (url: string, signal?: AbortSignal) => Promise<OpenedSource>;

const MOST_REDIRECTS = 3;

/**
 * A fetcher over axios' stock transport, because files come with redirects and encodings.
 * Only public addresses are connected to, at every redirect; no proxy of the environment stands between,
 * since it would be the only address that could be checked; size and time are bounded.
 *
 * A file whose server tells its length is read while it is wanted; any other goes to a temporary file first.
 */
export function createMediaFetcher(options: FetchOptions): MediaFetcher {
  const agents = options.allowPrivateHosts ? {} : createGuardedAgents(options.lookup);
  const client: AxiosInstance = axios.create({
    ...agents,
    adapter: 'http',
    proxy: false,
    responseType: 'stream',
    decompress: false,
    headers: { Accept: '*/*', 'Accept-Encoding': 'identity' },
    maxRedirects: MOST_REDIRECTS,
    beforeRedirect: (next: { readonly href?: string }) => checkUrl(next.href ?? '', options),
  });
  return (url, signal) => new Download(client, options, url, signal).open();
}

/** One file, fetched once or, where a request has to be repeated, again. */
class Download {
  readonly #client: AxiosInstance;
  readonly #options: FetchOptions;
  readonly #url: string;
  readonly #signal: AbortSignal | undefined;
  #body: IncomingMessage | undefined;

  constructor(client: AxiosInstance, options: FetchOptions, url: string, signal: AbortSignal | undefined) {
    this.#client = client;
    this.#options = options;
    this.#url = url;
    this.#signal = signal;
  }

  async open(): Promise<OpenedSource> {
    checkUrl(this.#url, this.#options);
    const { maximumBytes } = this.#options;
    const { response, pieces } = await this.#request();
    const type: unknown = response.headers['content-type'];
    const facts = { mimetype: typeof type === 'string' ? type : undefined };
    const size = lengthOf(response);
    try {
      if (size !== undefined && size > maximumBytes) throw tooLarge(size, maximumBytes);
      if (size === undefined) return await spool(pieces, maximumBytes, facts);
      const beginning = await readBeginning(pieces);
      return { size, head: beginning.head, ...facts, ...this.#reader(size, beginning.pieces, pieces) };
    } catch (error) {
      this.#close();
      throw this.#failure(error);
    }
  }

  /** Reads on after the beginning; the second time, it asks the server once more. */
  #reader(size: number, beginning: readonly Uint8Array[], rest: AsyncGenerator<Uint8Array, void, undefined>) {
    let first: AsyncGenerator<Uint8Array, void, undefined> | undefined = chain(beginning, rest);
    const openedAt = performance.now();
    const again = async function* (this: Download): AsyncGenerator<Uint8Array, void, undefined> {
      const { response, pieces } = await this.#request();
      if (lengthOf(response) !== size) {
        this.#close();
        throw this.#failure(new Error('it has another size than before'));
      }
      yield* pieces;
    }.bind(this);
    return {
      read: () => {
        // A text went out before it, or the gateway kept us waiting: the connection is too old for the rest.
        const isOld = performance.now() - openedAt > this.#options.timeoutMs / 2;
        if (first !== undefined && isOld) this.#close();
        const reading = first === undefined || isOld ? again() : first;
        first = undefined;
        return reading;
      },
      release: () => {
        this.#close();
        return Promise.resolve();
      },
    };
  }

  async #request(): Promise<{
    readonly response: AxiosResponse<IncomingMessage>;
    readonly pieces: AsyncGenerator<Uint8Array, void, undefined>;
  }> {
    const deadline = AbortSignal.timeout(this.#options.timeoutMs);
    const signal = this.#signal === undefined ? deadline : AbortSignal.any([this.#signal, deadline]);
    const response = await this.#client
      .get<IncomingMessage>(this.#url, { signal })
      .catch((error: unknown) => {
        if (axios.isAxiosError(error)) (error.response?.data as IncomingMessage | undefined)?.destroy();
        throw this.#failure(error, deadline.aborted);
      });
    this.#body = response.data;
    return { response, pieces: this.#read(response, signal, deadline) };
  }

  /** The bytes of an answer until its end, the deadline, or the signal of the caller. */
  async *#read(
    response: AxiosResponse<IncomingMessage>,
    signal: AbortSignal,
    deadline: AbortSignal,
  ): AsyncGenerator<Uint8Array, void, undefined> {
    const stop = (): void => void response.data.destroy(new Error('the fetch was cancelled'));
    if (signal.aborted) stop();
    else signal.addEventListener('abort', stop, { once: true });
    try {
      for await (const piece of unpacked(response.data)) yield piece as Uint8Array;
    } catch (error) {
      throw this.#failure(error, deadline.aborted);
    } finally {
      signal.removeEventListener('abort', stop);
      response.data.destroy();
    }
  }

  #close(): void {
    // Whoever still reads gets the reason from the one who closes.
    this.#body?.on('error', () => undefined).destroy();
  }

  #failure(error: unknown, isLate = false): WhatsGateActivityError {
    if (error instanceof WhatsGateActivityError) return error;
    const reason = isLate ? `it took longer than ${this.#options.timeoutMs} ms` : describe(error);
    // The path may hold a token, so only the host is named.
    return new WhatsGateActivityError(
      `An attachment could not be fetched from ${new URL(this.#url).host}: ${reason}.`,
      { cause: presentableCause(error, []), retryable: isLate },
    );
  }
}

async function readBeginning(pieces: AsyncGenerator<Uint8Array, void, undefined>) {
  const read: Uint8Array[] = [];
  let size = 0;
  while (size < HEAD_BYTES) {
    const next = await pieces.next();
    if (next.done === true) break;
    read.push(next.value);
    size += next.value.length;
  }
  const [only] = read;
  const head = read.length === 1 && only !== undefined ? only : Buffer.concat(read);
  return { pieces: read, head: head.subarray(0, HEAD_BYTES) };
}

async function* chain(
  beginning: readonly Uint8Array[],
  rest: AsyncGenerator<Uint8Array, void, undefined>,
): AsyncGenerator<Uint8Array, void, undefined> {
  try {
    yield* beginning;
    yield* rest;
  } finally {
    await rest.return();
  }
}

/** The length of the file, when the server tells it and has not packed it. */
function lengthOf(response: AxiosResponse<IncomingMessage>): number | undefined {
  const { headers } = response.data;
  const given = headers['content-length'];
  const length = Number(given);
  const isPlain = encodingOf(headers['content-encoding']) === undefined;
  return isPlain && given !== undefined && Number.isSafeInteger(length) && length >= 0 ? length : undefined;
}

function checkUrl(url: string, { allowedHosts }: FetchOptions): void {
  const parsed = URL.canParse(url) ? new URL(url) : undefined;
  if (parsed === undefined) throw new WhatsGateActivityError('The contentUrl of an attachment is not a URL.');
  if (parsed.username !== '' || parsed.password !== '') {
    throw new WhatsGateActivityError(
      'The contentUrl of an attachment holds a user name or password; that is not allowed.',
    );
  }
  if (allowedHosts.length > 0 && !isAllowedHost(parsed.hostname, allowedHosts)) {
    throw new WhatsGateActivityError(
      `An attachment may not be fetched from ${parsed.host} (option media.allowedHosts).`,
    );
  }
}

function describe(error: unknown): string {
  if (axios.isAxiosError(error) && error.response !== undefined)
    return `the server answered with status ${error.response.status}`;
  return redact(error instanceof Error ? error.message : String(error), []).replace(/\.$/, '');
}
