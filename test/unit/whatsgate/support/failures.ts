import assert from 'node:assert/strict';
import { inspect } from 'node:util';
import type { WhatsGateError } from '../../../../src/whatsgate/errors';
import { API_KEY } from './clients';

type Kind<Failure extends WhatsGateError> = abstract new (...arguments_: never[]) => Failure;

/** The error that a call fails with; it has to be of the given class and to give away no key. */
export async function failureOf<Failure extends WhatsGateError>(
  call: Promise<unknown>,
  kind: Kind<Failure>,
): Promise<Failure> {
  let failure: unknown;
  await assert.rejects(call, (error) => {
    failure = error;
    return true;
  });
  assert.ok(failure instanceof kind, `not a ${kind.name}: ${inspect(failure)}`);
  assertTellsNoSecret(failure);
  return failure;
}

/** No way of printing an error shows the key, or the digits of a phone number in a row. */
export function assertTellsNoSecret(error: unknown): void {
  const printed = [inspect(error, { depth: null, showHidden: true }), JSON.stringify(error), String(error)];
  for (const text of printed) {
    assert.ok(!text.includes(API_KEY), text);
    assert.doesNotMatch(text, /\d{10}/);
  }
}
