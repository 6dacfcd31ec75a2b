import type { IncomingHttpHeaders } from 'node:http';
import { COMMANDS } from './commands/index';
import type { CommandAnswer } from './commands/command';
import { errorBody, GatewayFailure } from './gateway-failure';
import type { Gateway } from './gateway';
import { isJsonObject, type JsonObject } from './json';
import type { RequestRecord } from './requests';

/** An answer that is ready to be written. */
export interface HttpAnswer extends CommandAnswer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
}

/** The body of a request: parsed once, whether it is needed or only recorded. */
export type ParsedBody = { readonly json: unknown } | { readonly malformed: string };

/** A failure as the documented error object, with or without `status` as the assumptions say. */
export function failureAnswer(gateway: Gateway, failure: GatewayFailure): HttpAnswer {
  return { status: failure.status, body: errorBody(failure, gateway.assumptions.errorBodyHasStatus) };
}

/** The answer to a request that reaches no command; undefined for one that does. */
export function refuseRequest(gateway: Gateway, method: string, command: string, basePath: string) {
  if (method !== 'POST') {
    const failure = new GatewayFailure(405, 'Every command is a POST request.');
    return { ...failureAnswer(gateway, failure), headers: { allow: 'POST' } };
  }
  if (COMMANDS.has(command)) return undefined;
  const known = [...COMMANDS.keys()].join(', ');
  const sentence = `There is no command ${command || '(none)'} under ${basePath}. There are: ${known}.`;
  return failureAnswer(gateway, new GatewayFailure(404, sentence));
}

function jsonObject(gateway: Gateway, headers: IncomingHttpHeaders, body: ParsedBody): JsonObject {
  const { wrongContentType, badRequestStatus } = gateway.assumptions;
  const isJson = /^application\/json\s*(?:;|$)/i.test(headers['content-type'] ?? '');
  if (!isJson && wrongContentType === 'refuse') {
    throw new GatewayFailure(badRequestStatus, 'The Content-Type of a request is application/json.');
  }
  if ('malformed' in body) throw new GatewayFailure(badRequestStatus, 'The request body is not valid JSON.');
  if (isJsonObject(body.json)) return body.json;
  throw new GatewayFailure(badRequestStatus, 'The request body is not a JSON object.');
}

/**
 * Checks the key and the body, runs the command, and turns a refusal into the documented error object.
 * @throws Whatever is no refusal: a defect of the simulator.
 */
export function executeCommand(
  gateway: Gateway,
  command: string,
  headers: IncomingHttpHeaders,
  body: ParsedBody,
  request: RequestRecord,
): HttpAnswer {
  const { badKeyStatus, badKeyBodyHasStatus } = gateway.assumptions;
  if (headers['x-api-key'] !== gateway.apiKey) {
    // Both codes come with this name and this text (requests page, OpenAPI).
    const failure = new GatewayFailure(
      badKeyStatus,
      'Your request was made with invalid credentials.',
      'Unauthorized',
    );
    return { status: badKeyStatus, body: errorBody(failure, badKeyBodyHasStatus) };
  }
  try {
    const run = COMMANDS.get(command);
    if (run === undefined) throw new GatewayFailure(404, `There is no command ${command}.`);
    return { status: 200, ...run({ gateway, body: jsonObject(gateway, headers, body), request }) };
  } catch (error) {
    if (error instanceof GatewayFailure) return failureAnswer(gateway, error);
    throw error;
  }
}
