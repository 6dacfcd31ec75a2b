import {
  WhatsGateAnswerError,
  WhatsGateApiError,
  WhatsGateAuthenticationError,
  WhatsGateRateLimitError,
  type WhatsGateError,
} from './errors';
import { isRecord, parseJson, readText, type JsonRecord } from './json';
import { excerpt } from './redact';
import { readRetryAfter } from './retry';

/** An answer of the gateway before anybody has looked at it. */
export interface RawAnswer {
  readonly command: string;
  readonly status: number;
  readonly body: string;
  readonly retryAfter: unknown;
  /** Whether failing over this command can leave a message sent. */
  readonly sends: boolean;
  /** What must not appear in an error. */
  readonly secrets: readonly string[];
}

const EXCERPT_LENGTH = 200;

/**
 * The JSON object of a successful answer.
 *
 * Any status but 200 is a failure (requests page, "Errors"). A wrong key is recognised by its name too,
 * because the documentation shows `Unauthorized` under status 500 and under 401.
 *
 * @throws WhatsGateAuthenticationError, WhatsGateRateLimitError, WhatsGateAnswerError, WhatsGateApiError
 */
export function readAnswer(answer: RawAnswer): JsonRecord {
  const parsed = tryParse(answer.body);
  if (answer.status >= 200 && answer.status < 300 && isRecord(parsed) && !isErrorBody(parsed)) return parsed;
  throw failureOf(answer, parsed);
}

function failureOf(answer: RawAnswer, parsed: unknown): WhatsGateError {
  const { command, status, secrets } = answer;
  if (!isRecord(parsed)) {
    const start = excerpt(answer.body, EXCERPT_LENGTH, secrets);
    if (status === 401) return authenticationError(answer, undefined);
    if (status === 429) return rateLimitError(answer, undefined);
    return new WhatsGateAnswerError(
      `WhatsGate answered '${command}' with status ${status} and something that is not a JSON object: ${start || '(nothing)'}`,
      { command, status, maybeDelivered: maybeSent(answer), retryable: status >= 500 },
    );
  }
  const gatewayName = readText(parsed['name']);
  const name = gatewayName === undefined ? undefined : excerpt(gatewayName, EXCERPT_LENGTH, secrets);
  if (status === 401 || name === 'Unauthorized') return authenticationError(answer, name);
  if (status === 429) return rateLimitError(answer, name);
  const description = excerpt(readText(parsed['message']) ?? 'no reason given', EXCERPT_LENGTH, secrets);
  return new WhatsGateApiError(
    `WhatsGate answered '${command}' with status ${status}: ${name ?? 'error'}: ${description}`,
    {
      command,
      status,
      gatewayName: name,
      retryable: status >= 500,
      maybeDelivered: maybeSent(answer),
    },
  );
}

/**
 * A refusal (4xx) proves that nothing was sent, whoever wrote it. Nothing else does: a failure
 * ("… reading 'serialize'") was seen after the message had really been sent.
 */
function maybeSent({ sends, status }: RawAnswer): boolean {
  return sends && !(status >= 400 && status < 500);
}

function authenticationError(
  { command, status }: RawAnswer,
  gatewayName: string | undefined,
): WhatsGateError {
  return new WhatsGateAuthenticationError(
    `WhatsGate refused the API key on '${command}' (status ${status}). Check the key in the WhatsGate dashboard and the option apiKey.`,
    { command, status, gatewayName },
  );
}

function rateLimitError(
  { command, status, retryAfter }: RawAnswer,
  gatewayName: string | undefined,
): WhatsGateError {
  const retryAfterMs = readRetryAfter(retryAfter, Date.now());
  const wish = retryAfterMs === undefined ? 'later' : `in ${Math.ceil(retryAfterMs / 1000)} s`;
  return new WhatsGateRateLimitError(
    `WhatsGate takes no more requests for now ('${command}'). Try again ${wish}.`,
    {
      command,
      status,
      gatewayName,
      retryAfterMs,
    },
  );
}

function tryParse(body: string): unknown {
  try {
    return parseJson(body);
  } catch {
    return undefined;
  }
}

function isErrorBody(parsed: JsonRecord): boolean {
  return parsed['result'] === undefined && parsed['data'] === undefined && typeof parsed['name'] === 'string';
}
