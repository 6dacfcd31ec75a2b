import type { Assumptions } from './assumptions';
import { isJsonObject, parseForRecord } from './json';
import type { WebhookOutcome } from './webhook-request';

function namesEvent(id: unknown, eventId: number, assumptions: Assumptions): boolean {
  if (id === eventId) return true;
  return assumptions.acknowledgementIdMayBeString && id === String(eventId);
}

/** Whether an answer acknowledges an event: JSON `{"result":"OK","id":<same id>}` (webhook page). */
export function isAcknowledgement(
  outcome: WebhookOutcome,
  eventId: number,
  assumptions: Assumptions,
): boolean {
  const { status, responseBody } = outcome;
  if (status === undefined || responseBody === undefined) return false;
  const isSuccess = status >= 200 && status < 300;
  if (!isSuccess && assumptions.acknowledgementStatus === '2xx') return false;
  if (!assumptions.acknowledgementNeedsBody) return true;
  const answer = parseForRecord(responseBody);
  return isJsonObject(answer) && answer['result'] === 'OK' && namesEvent(answer['id'], eventId, assumptions);
}
