import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { performance } from 'node:perf_hooks';
import { COMMANDS } from './commands/index.js';
import type { CommandAnswer } from './commands/command.js';
import { answerFault, executesBeforeFault, isAnsweredByFault } from './fault-answers.js';
import { errorBody, GatewayFailure } from './gateway-failure.js';
import type { Gateway } from './gateway.js';
import type { CommandFault } from './faults.js';
import { isJsonObject, parseForRecord, parseUntrustedJson, type JsonObject } from './json.js';
import { changeAck } from './outgoing.js';
import { readBody } from './request-body.js';
import type { RequestRecord } from './requests.js';

const BASE_PATH = '/api/v1/';

/** An answer that is ready to be written. */
interface Answer extends CommandAnswer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
}

/** One request on its way through the server. */
interface Exchange {
  readonly gateway: Gateway;
  readonly command: string;
  readonly incoming: IncomingMessage;
  readonly response: ServerResponse;
  readonly text: string;
  readonly record: RequestRecord;
  readonly arrivedAt: number;
}

function failureAnswer(failure: GatewayFailure, withStatus: boolean): Answer {
  return { status: failure.status, body: errorBody(failure, withStatus) };
}

/** The answer to a request that reaches no command. */
function refusal(command: string, incoming: IncomingMessage): GatewayFailure | undefined {
  if (incoming.method !== 'POST') return new GatewayFailure(405, 'Every command is a POST request.');
  if (COMMANDS.has(command)) return undefined;
  const known = [...COMMANDS.keys()].join(', ');
  return new GatewayFailure(
    404,
    `There is no command ${command || '(none)'} under ${BASE_PATH}. There are: ${known}.`,
  );
}

function parseBody({ gateway, incoming, text }: Exchange): JsonObject {
  const { wrongContentType, badRequestStatus } = gateway.assumptions;
  const isJson = /^application\/json\s*(?:;|$)/i.test(incoming.headers['content-type'] ?? '');
  if (!isJson && wrongContentType === 'refuse') {
    throw new GatewayFailure(badRequestStatus, 'The Content-Type of a request is application/json.');
  }
  try {
    const body = parseUntrustedJson(text);
    if (isJsonObject(body)) return body;
  } catch {
    throw new GatewayFailure(badRequestStatus, 'The request body is not valid JSON.');
  }
  throw new GatewayFailure(badRequestStatus, 'The request body is not a JSON object.');
}

/** Runs the command and turns what it throws into the documented error object. */
function execute(exchange: Exchange): Answer {
  const { gateway, command, incoming, record } = exchange;
  const { badKeyStatus, badKeyBodyHasStatus, errorBodyHasStatus } = gateway.assumptions;
  if (incoming.headers['x-api-key'] !== gateway.apiKey) {
    // Both codes come with this name and this text (requests page, OpenAPI).
    const failure = new GatewayFailure(
      badKeyStatus,
      'Your request was made with invalid credentials.',
      'Unauthorized',
    );
    return failureAnswer(failure, badKeyBodyHasStatus);
  }
  try {
    const run = COMMANDS.get(command);
    const refused = refusal(command, incoming);
    if (refused !== undefined || run === undefined) throw refused ?? new GatewayFailure(404, 'Not found.');
    return { status: 200, ...run({ gateway, body: parseBody(exchange), request: record }) };
  } catch (error) {
    if (error instanceof GatewayFailure) return failureAnswer(error, errorBodyHasStatus);
    throw error;
  }
}

/** Writes an answer, records it, and lets the world hear of the command. */
function write(exchange: Exchange, answer: Answer): void {
  const { response } = exchange;
  const json = JSON.stringify(answer.body);
  complete(exchange, answer.status, answer.body, json.length);
  response.writeHead(answer.status, {
    'content-type': 'application/json; charset=UTF-8',
    'content-length': Buffer.byteLength(json),
    ...answer.headers,
  });
  response.end(json);
  answer.afterwards?.();
}

function complete(
  { gateway, record, arrivedAt }: Exchange,
  status: number,
  answer: unknown,
  bytes: number,
): void {
  gateway.requests.complete(record, { status, answer, durationMs: performance.now() - arrivedAt }, bytes);
}

/** Sends the `ack` event of a message and lets it reach the webhook before the answer is written. */
async function ackEarly({ gateway, record }: Exchange, ack: number): Promise<void> {
  const { messageId } = record;
  await (messageId === undefined ? undefined : changeAck(gateway, messageId, ack)?.firstAttempt);
}

async function strike(exchange: Exchange, fault: CommandFault): Promise<void> {
  const { gateway, record, response } = exchange;
  record.fault = fault.kind;
  if (fault.kind === 'hang') return;
  if (fault.kind === 'slow') {
    await new Promise<void>((resolve) => gateway.later(resolve, fault.ms));
  }
  if (isAnsweredByFault(fault) && !executesBeforeFault(fault)) {
    const given = answerFault(response, fault, undefined);
    complete(exchange, given.status, given.body, 0);
    return;
  }
  const answer = execute(exchange);
  if (fault.kind === 'early-ack') await ackEarly(exchange, fault.ack ?? 1);
  if (answer.status !== 200 || !isAnsweredByFault(fault)) {
    write(exchange, answer);
    return;
  }
  const given = answerFault(response, fault, answer.body);
  complete(exchange, given.status, given.body, 0);
  answer.afterwards?.();
}

function whatsappIdOf(body: unknown): string | undefined {
  const id = isJsonObject(body) ? body['WhatsappID'] : undefined;
  return typeof id === 'string' ? id : undefined;
}

async function handle(gateway: Gateway, incoming: IncomingMessage, response: ServerResponse): Promise<void> {
  const arrivedAt = performance.now();
  const path = (incoming.url ?? '').replace(/\?.*$/, '');
  const command = path.startsWith(BASE_PATH) ? path.slice(BASE_PATH.length) : '';
  const { text, isTooLarge } = await readBody(incoming, gateway.options.limits.bodyBytes);
  const body = parseForRecord(text);
  const headers = Object.fromEntries(
    Object.entries(incoming.headers).map(([name, value]) => [name, String(value)] as const),
  );
  const startedAt = gateway.clock.now();
  const method = incoming.method ?? '';
  const record = gateway.requests.add(
    { command: command || path, method, path, headers, body, startedAt },
    text.length,
  );
  const exchange: Exchange = { gateway, command, incoming, response, text, record, arrivedAt };
  if (isTooLarge) {
    const sentence = `A request body has at most ${gateway.options.limits.bodyBytes} bytes.`;
    const answer = failureAnswer(new GatewayFailure(413, sentence), gateway.assumptions.errorBodyHasStatus);
    write(exchange, { ...answer, headers: { connection: 'close' } });
    return;
  }
  const refused = refusal(command, incoming);
  if (refused !== undefined) {
    const answer = failureAnswer(refused, gateway.assumptions.errorBodyHasStatus);
    write(exchange, refused.status === 405 ? { ...answer, headers: { allow: 'POST' } } : answer);
    return;
  }
  const fault = gateway.faults.drawForCommand(command, whatsappIdOf(body));
  if (fault === undefined) write(exchange, execute(exchange));
  else await strike(exchange, fault);
}

/**
 * The gateway's HTTP side. It does not listen yet.
 * A client that hangs up half-way is nobody's error; a defect of the simulator itself is answered with 500.
 */
export function createGatewayServer(gateway: Gateway): Server {
  return createServer((incoming, response) => {
    handle(gateway, incoming, response).catch((error: unknown) => {
      if (incoming.destroyed && !incoming.complete) return;
      const sentence = error instanceof Error ? error.message : String(error);
      if (response.headersSent) response.destroy();
      else response.writeHead(500).end(JSON.stringify(errorBody(new GatewayFailure(500, sentence), false)));
    });
  });
}
