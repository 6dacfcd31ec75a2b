import type { ServerResponse } from 'node:http';
import { errorBody, GatewayFailure } from './gateway-failure';
import type { CommandFault } from './faults';

/** The faults that take the place of the command's own answer. */
export type AnsweringFault = Extract<
  CommandFault,
  { kind: 'status' | 'invalid-json' | 'reset-before' | 'reset-after' | 'serialize' | 'truncated' }
>;

/** What a client saw after a send that had worked (reference 1.1). */
const SERIALIZE_ERROR =
  "Evaluation failed: TypeError: Cannot read properties of undefined (reading 'serialize')";

const HTML_PAGE =
  '<!DOCTYPE html>\n<html><head><title>WhatsGate</title></head><body><h1>Please wait</h1></body></html>\n';

const ANSWERING: ReadonlySet<CommandFault['kind']> = new Set([
  'status',
  'invalid-json',
  'reset-before',
  'reset-after',
  'serialize',
  'truncated',
]);

/** Whether the client gets something else than the command's answer, or nothing. */
export function isAnsweredByFault(fault: CommandFault): fault is AnsweringFault {
  return ANSWERING.has(fault.kind);
}

/** Whether the command takes effect although the client does not see its answer. */
export function executesBeforeFault(fault: AnsweringFault): boolean {
  return fault.kind === 'reset-after' || fault.kind === 'serialize' || fault.kind === 'truncated';
}

function reset(response: ServerResponse): void {
  const { socket } = response;
  if (socket === null) response.destroy();
  else socket.resetAndDestroy();
}

function writeFailure(
  response: ServerResponse,
  failure: GatewayFailure,
  headers: Record<string, string> = {},
) {
  const body = errorBody(failure, false);
  response.writeHead(failure.status, { 'content-type': 'application/json; charset=UTF-8', ...headers });
  response.end(JSON.stringify(body));
  return { status: failure.status, body };
}

/**
 * Writes what a fault makes of an answer.
 * @param result The command's own answer, for the faults that let it take effect.
 * @returns What the record shows as the answer.
 */
export function answerFault(
  response: ServerResponse,
  fault: AnsweringFault,
  result: unknown,
): { readonly status: number; readonly body: unknown } {
  switch (fault.kind) {
    case 'status': {
      const retryAfter: Record<string, string> =
        fault.retryAfterSeconds === undefined ? {} : { 'retry-after': String(fault.retryAfterSeconds) };
      const message = fault.message ?? 'The simulator was told to fail.';
      return writeFailure(response, new GatewayFailure(fault.status, message), retryAfter);
    }
    case 'serialize':
      return writeFailure(response, new GatewayFailure(500, SERIALIZE_ERROR));
    case 'invalid-json': {
      const status = fault.status ?? 200;
      // Not chained: where restify is loaded, its writeHead gives nothing back.
      response.writeHead(status, { 'content-type': 'text/html; charset=UTF-8' });
      response.end(HTML_PAGE);
      return { status, body: HTML_PAGE };
    }
    case 'truncated': {
      const json = Buffer.from(JSON.stringify(result));
      response.writeHead(200, { 'content-type': 'application/json', 'content-length': json.length });
      response.write(json.subarray(0, Math.floor(json.length / 2)), () => response.destroy());
      return { status: 200, body: result };
    }
    case 'reset-before':
    case 'reset-after':
      reset(response);
      return { status: 0, body: result };
  }
}
