import { Readable } from 'node:stream';
import { Base64Pieces } from './base64-pieces';
import type { ByteSource } from './byte-source';
import { WhatsGateActivityError } from './errors';
import type { SendRequest } from './wire';

const GROUP = 3;

/** The body of a `send` whose file is written as base64 while it is read. Its length is known beforehand. */
export class StreamedBody {
  readonly contentLength: number;
  readonly #before: string;
  readonly #after: string;
  readonly #source: ByteSource;

  /** The same JSON as of any other request, but for the order of its fields: the file comes last. */
  constructor(request: SendRequest, source: ByteSource) {
    const { message, ...outer } = request;
    const { media, ...inner } = message;
    const file = { mimetype: media?.mimetype, filename: media?.filename, data: '' };
    const json = JSON.stringify({ ...outer, message: { ...inner, media: file } });
    const end = json.lastIndexOf('"');
    this.#before = json.slice(0, end);
    this.#after = json.slice(end);
    this.#source = source;
    const base64 = Math.ceil(source.size / GROUP) * 4;
    this.contentLength = Buffer.byteLength(this.#before) + base64 + this.#after.length;
  }

  /** Begins to read the file from its beginning, for one try of the request. */
  open(): BodyReading {
    return new BodyReading(this.#before, this.#source, this.#after, this.contentLength);
  }
}

/** One reading of a streamed body. */
export class BodyReading implements AsyncIterable<string | Buffer> {
  /**
   * Whether the last piece has been handed over. Until then a gateway has only the beginning of a JSON text,
   * which nobody can act upon.
   */
  isComplete = false;
  /** Why the file could not be read to its end. */
  failure: Error | undefined;
  #stream: Readable | undefined;

  constructor(
    private readonly before: string,
    private readonly source: ByteSource,
    private readonly after: string,
    readonly contentLength: number,
  ) {}

  /** The same as a stream, for an HTTP client that takes nothing else. */
  asStream(): Readable {
    this.#stream = Readable.from(this, { highWaterMark: 1 });
    return this.#stream;
  }

  /** Ends a stream that nobody reads any more, and with it the reading of the file. */
  close(): void {
    this.#stream?.destroy();
  }

  /** The pieces of the body, in order. */
  async *[Symbol.asyncIterator](): AsyncGenerator<string | Buffer, void, undefined> {
    yield this.before;
    const base64 = new Base64Pieces();
    let rest: Uint8Array = new Uint8Array(0);
    let size = 0;
    const pieces = this.source.read()[Symbol.asyncIterator]();
    try {
      for (;;) {
        const next = await this.#next(pieces);
        if (next === undefined) break;
        size += next.length;
        if (size > this.source.size) throw this.#fail(wrongSize(this.source.size, 'more'));
        const bytes = rest.length === 0 ? next : Buffer.concat([rest, next]);
        const whole = bytes.length - (bytes.length % GROUP);
        yield* base64.encode(bytes, whole);
        // A copy: the piece that it is a part of may be overwritten by the next one.
        rest = Uint8Array.prototype.slice.call(bytes, whole);
      }
      if (size < this.source.size) throw this.#fail(wrongSize(this.source.size, 'fewer'));
    } finally {
      await pieces.return?.();
    }
    if (rest.length > 0) yield Buffer.from(rest).toString('base64');
    this.isComplete = true;
    yield this.after;
  }

  #fail(error: Error): Error {
    this.failure = error;
    return error;
  }

  async #next(pieces: AsyncIterator<Uint8Array>): Promise<Uint8Array | undefined> {
    try {
      const next: IteratorResult<Uint8Array, unknown> = await pieces.next();
      return next.done === true ? undefined : next.value;
    } catch (error) {
      throw this.#fail(error instanceof Error ? error : new Error(String(error)));
    }
  }
}

function wrongSize(expected: number, what: 'more' | 'fewer'): WhatsGateActivityError {
  return new WhatsGateActivityError(
    `A file gave ${what} than the ${expected} bytes that it said it has, so the message was not sent.`,
  );
}
