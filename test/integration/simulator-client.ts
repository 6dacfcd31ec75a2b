import type { Simulator } from '../../src/simulator/index';

/** The parts of an answer that the tests look at. */
export interface ApiAnswer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Record<string, unknown>;
}

/** Posts any text to a command, with any headers, as a stranger would. */
export async function post(
  sim: Simulator,
  command: string,
  text: string,
  headers: Readonly<Record<string, string>> = {},
): Promise<ApiAnswer> {
  const response = await fetch(`${sim.baseUrl}/${command}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-api-key': sim.apiKey, ...headers },
    body: text,
  });
  return {
    status: response.status,
    headers: response.headers,
    body: (await response.json()) as ApiAnswer['body'],
  };
}

/** Calls a command as a client does; the first account's `WhatsappID` is added. */
export function call(sim: Simulator, command: string, fields: Readonly<Record<string, unknown>> = {}) {
  return post(sim, command, JSON.stringify({ WhatsappID: sim.whatsappId, ...fields }));
}

/** Sends a text synchronously. */
export function sendText(
  sim: Simulator,
  id: string,
  body: string,
  fields: Readonly<Record<string, unknown>> = {},
) {
  return call(sim, 'send', { async: false, recipient: { id }, message: { body, ...fields } });
}
