import axios from 'axios';
import { isRecord } from '../../whatsgate/json';

/** What one delivery to the bot came to. */
export interface Delivered {
  /** HTTP status; missing when no answer came. */
  readonly status?: number;
  /** Whether the bot has acknowledged the event: `{"result":"OK","id":<its id>}` (webhook page). */
  readonly acknowledged: boolean;
  /** The answer's text, or why there is none. */
  readonly answer: string;
  readonly durationMs: number;
}

/** As long as the gateway is taken to wait, a little more than the adapter's longest acknowledgement. */
const TIMEOUT_MS = 20_000;
const LARGEST_ANSWER = 64 * 1024;

/**
 * Posts an event to a webhook once, as the gateway does. Redirects are not followed and no proxy is used, so that
 * it goes where it was sent and nowhere else. Never rejects.
 * @param event The envelope; its `id` is what the bot has to give back.
 */
export async function deliverOnce(
  url: string,
  event: Readonly<Record<string, unknown>>,
  signal: AbortSignal,
): Promise<Delivered> {
  const startedAt = performance.now();
  const took = (): number => Math.round(performance.now() - startedAt);
  try {
    const { status, data } = await axios.post<string>(url, JSON.stringify(event), {
      headers: { 'content-type': 'application/json', 'user-agent': 'botbuilder-adapter-whatsgate poll' },
      signal: AbortSignal.any([signal, AbortSignal.timeout(TIMEOUT_MS)]),
      maxRedirects: 0,
      maxContentLength: LARGEST_ANSWER,
      proxy: false,
      responseType: 'text',
      transformResponse: (text: string) => text,
      validateStatus: () => true,
    });
    const acknowledged = status >= 200 && status < 300 && acknowledges(data, event['id']);
    return { status, acknowledged, answer: data, durationMs: took() };
  } catch (error) {
    const isLate = axios.isCancel(error) && !signal.aborted;
    const reason = error instanceof Error ? error.message : String(error);
    const answer = isLate ? `no answer within ${TIMEOUT_MS / 1000} s` : reason;
    return { acknowledged: false, answer, durationMs: took() };
  }
}

function acknowledges(text: string, id: unknown): boolean {
  try {
    const answer: unknown = JSON.parse(text);
    return isRecord(answer) && answer['result'] === 'OK' && String(answer['id']) === String(id);
  } catch {
    return false;
  }
}
