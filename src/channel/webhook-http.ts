/**
 * What a webhook needs of a request: `http.IncomingMessage`, and so the requests of restify, express and
 * Fastify's `request.raw`. Where something before us has read the body, it has to be in `body`.
 */
export interface WebhookRequest {
  readonly method?: string | undefined;
  readonly url?: string | undefined;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  /** The body, when something before us has read it: parsed, as text or as bytes. */
  readonly body?: unknown;
  readonly socket?: { readonly remoteAddress?: string | undefined } | undefined;
  readonly readableEnded?: boolean | undefined;
  /** These are those of `http.IncomingMessage`; without them a body is read as it arrives. */
  readonly complete?: boolean | undefined;
  readonly readableLength?: number | undefined;
  readonly readableFlowing?: boolean | null | undefined;
  readonly readableEncoding?: string | null | undefined;
  read?(): unknown;
  on?(event: string, listener: (...values: unknown[]) => void): unknown;
  off?(event: string, listener: (...values: unknown[]) => void): unknown;
  resume?(): unknown;
}

/** What a webhook needs of a response: `http.ServerResponse`, and so those of restify, express and Fastify's `reply.raw`. */
export interface WebhookResponse {
  statusCode: number;
  readonly headersSent?: boolean | undefined;
  setHeader(name: string, value: string | number): unknown;
  writeHead?(status: number, headers: Record<string, string | number>): unknown;
  end(body?: string): unknown;
}

/** Answers that are not an acknowledgement. Each has one fixed text: nothing from inside is ever told. */
export const REFUSALS = {
  400: 'The body is not a WhatsGate event in JSON.',
  401: 'The token in the URL is missing or wrong.',
  403: 'This address may not deliver events.',
  404: 'The account of this event is not served here.',
  405: 'Events are delivered by POST.',
  408: 'The body did not arrive in time.',
  413: 'The body is too large.',
  415: 'Events are delivered as application/json without an encoding.',
  500: 'The event could not be taken.',
  503: 'No event can be taken for now. Deliver it again later.',
} as const;

/** Status of an answer that is not an acknowledgement. */
export type RefusalStatus = keyof typeof REFUSALS;

/** The answer to a webhook, before it is written. */
export type WebhookAnswer =
  { readonly status: 200; readonly id: number | string | undefined } | { readonly status: RefusalStatus };

/** Writes an answer and ends the response; does nothing when something before us has answered. */
export function writeAnswer(response: WebhookResponse, answer: WebhookAnswer): void {
  if (response.headersSent === true) return;
  response.statusCode = answer.status;
  if (answer.status === 200) {
    const body = acknowledgementBody(answer.id);
    const length = Buffer.byteLength(body);
    // In one call where there is one: Node then writes the headers without keeping a table of them.
    if (response.writeHead === undefined) response.setHeader('Content-Type', 'application/json');
    else response.writeHead(200, { 'Content-Type': 'application/json', 'Content-Length': length });
    response.end(body);
    return;
  }
  response.setHeader('Content-Type', 'application/json');
  if (answer.status === 405) response.setHeader('Allow', 'POST');
  if (answer.status === 503) response.setHeader('Retry-After', 20);
  // What is left of a body that nobody wants is not worth keeping the connection for.
  if (answer.status === 413 || answer.status === 408) response.setHeader('Connection', 'close');
  response.end(JSON.stringify({ result: 'ERROR', message: REFUSALS[answer.status] }));
}

/**
 * The body that tells the gateway not to repeat an event (webhook page): `{"result":"OK","id":<event id>}`,
 * with the id the way it came.
 */
function acknowledgementBody(id: number | string | undefined): string {
  if (typeof id === 'number') return `{"result":"OK","id":${id}}`;
  return JSON.stringify(id === undefined ? { result: 'OK' } : { result: 'OK', id });
}
