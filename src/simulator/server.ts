import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { performance } from 'node:perf_hooks';
import type { SimulatedAccount } from './accounts';
import { executeCommand, failureAnswer, refuseRequest, type HttpAnswer, type ParsedBody } from './execute';
import { answerFault, executesBeforeFault, isAnsweredByFault } from './fault-answers';
import type { CommandFault } from './faults';
import { errorBody, GatewayFailure } from './gateway-failure';
import type { Gateway } from './gateway';
import { isJsonObject, parseUntrustedJson } from './json';
import { changeAck } from './outgoing';
import { readBody } from './request-body';
import type { RequestRecord } from './requests';
import { restartGateway, USUAL_DOWNTIME_MS } from './restart';
import { loseConnection } from './sessions';

const BASE_PATH = '/api/v1/';

/** Says whether it answers a request itself. */
export type RequestTaker = (incoming: IncomingMessage, response: ServerResponse) => boolean;

/** One request on its way through the server. */
interface Exchange {
  readonly gateway: Gateway;
  readonly response: ServerResponse;
  readonly record: RequestRecord;
  readonly arrivedAt: number;
  /** The session that the command names. */
  readonly account: SimulatedAccount | undefined;
  readonly execute: () => HttpAnswer;
}

function parseBody(text: string): ParsedBody {
  try {
    return { json: parseUntrustedJson(text) };
  } catch {
    return { malformed: text };
  }
}

function complete(
  { gateway, record, arrivedAt }: Exchange,
  status: number,
  answer: unknown,
  bytes: number,
): void {
  gateway.requests.complete(record, { status, answer, durationMs: performance.now() - arrivedAt }, bytes);
}

/** Writes an answer, records it, and lets the world hear of the command. */
function write(exchange: Exchange, answer: HttpAnswer): void {
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

/** Sends the `ack` event of a message and lets it reach the webhook before the answer is written. */
async function acknowledgeEarly({ gateway, record }: Exchange, ack: number): Promise<void> {
  const { messageId } = record;
  await (messageId === undefined ? undefined : changeAck(gateway, messageId, ack)?.firstAttempt);
}

function keepHanging({ gateway, response }: Exchange): void {
  const hangUp = (): void => void response.destroy();
  gateway.hanging.add(hangUp);
  response.once('close', () => gateway.hanging.delete(hangUp));
}

/** Answers a request that a fault strikes. */
async function strike(exchange: Exchange, fault: CommandFault): Promise<void> {
  const { gateway, record, response, account } = exchange;
  record.fault = fault.kind;
  if (fault.kind === 'restart') {
    complete(exchange, 0, undefined, 0);
    keepHanging(exchange);
    restartGateway(gateway, fault.forMs ?? USUAL_DOWNTIME_MS);
    return;
  }
  if (fault.kind === 'disconnect' && account !== undefined) loseConnection(gateway, account, fault.forMs);
  if (fault.kind === 'hang' || fault.kind === 'slow') keepHanging(exchange);
  if (fault.kind === 'hang') return;
  if (fault.kind === 'slow') await new Promise<void>((resolve) => gateway.later(resolve, fault.ms));
  if (isAnsweredByFault(fault) && !executesBeforeFault(fault)) {
    const given = answerFault(response, fault, undefined);
    complete(exchange, given.status, given.body, 0);
    return;
  }
  const answer = exchange.execute();
  if (fault.kind === 'early-ack') await acknowledgeEarly(exchange, fault.ack ?? 1);
  if (answer.status !== 200 || !isAnsweredByFault(fault)) {
    write(exchange, answer);
    return;
  }
  const given = answerFault(response, fault, answer.body);
  complete(exchange, given.status, given.body, 0);
  answer.afterwards?.();
}

function whatsappIdOf(body: ParsedBody): string | undefined {
  const id = 'json' in body && isJsonObject(body.json) ? body.json['WhatsappID'] : undefined;
  return typeof id === 'string' ? id : undefined;
}

/** A gateway that is down takes no request, not even the rest of one. */
function isTornDown({ isDown }: Gateway, { socket }: IncomingMessage): boolean {
  if (isDown) socket.resetAndDestroy();
  return isDown;
}

async function handle(gateway: Gateway, incoming: IncomingMessage, response: ServerResponse): Promise<void> {
  if (isTornDown(gateway, incoming)) return;
  const arrivedAt = performance.now();
  const { method = '', url = '', headers } = incoming;
  const path = url.replace(/\?.*$/, '');
  const command = path.startsWith(BASE_PATH) ? path.slice(BASE_PATH.length) : '';
  const { bodyBytes } = gateway.options.limits;
  const { text, isTooLarge } = await readBody(incoming, bodyBytes);
  if (isTornDown(gateway, incoming)) return;
  const body = parseBody(text);
  const record = gateway.requests.add(
    {
      command: command || path,
      method,
      path,
      headers: Object.fromEntries(
        Object.entries(headers).map(([name, value]) => [name, String(value)] as const),
      ),
      body: 'json' in body ? body.json : body.malformed,
      startedAt: gateway.clock.now(),
    },
    text.length,
  );
  const execute = (): HttpAnswer => executeCommand(gateway, command, headers, body, record);
  const whatsappId = whatsappIdOf(body);
  const account = whatsappId === undefined ? undefined : gateway.state.account(whatsappId);
  const exchange: Exchange = { gateway, response, record, arrivedAt, account, execute };
  if (isTooLarge) {
    const failure = new GatewayFailure(413, `A request body has at most ${bodyBytes} bytes.`);
    write(exchange, { ...failureAnswer(gateway, failure), headers: { connection: 'close' } });
    return;
  }
  const refused = refuseRequest(gateway, method, command, BASE_PATH);
  const fault =
    refused === undefined
      ? gateway.faults.drawForCommand(command, whatsappId, account?.status === 'READY')
      : undefined;
  if (fault === undefined) write(exchange, refused ?? execute());
  else await strike(exchange, fault);
}

/**
 * The gateway's HTTP side. It does not listen yet.
 * A client that hangs up half-way is nobody's error; a defect of the simulator itself is answered with 500.
 * @param takes Asked first; what it takes is no request to the gateway.
 */
export function createGatewayServer(gateway: Gateway, takes: RequestTaker = () => false): Server {
  return createServer((incoming, response) => {
    if (takes(incoming, response)) return;
    handle(gateway, incoming, response).catch((error: unknown) => {
      if (incoming.destroyed && !incoming.complete) return;
      const sentence = error instanceof Error ? error.message : String(error);
      if (response.headersSent) response.destroy();
      else {
        response.writeHead(500);
        response.end(JSON.stringify(errorBody(new GatewayFailure(500, sentence), false)));
      }
    });
  });
}
