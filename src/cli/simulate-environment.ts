import { createHash } from 'node:crypto';
import { lastSegment } from '../channel/webhook-token';
import type { Simulator } from '../simulator/index';

/** A webhook token for a bot under development: the same for the same seed, so that a `.env` stays right. */
export function developmentToken(seed: string): string {
  return createHash('sha256')
    .update(`webhook token of the simulator, seed ${seed}`)
    .digest('hex')
    .slice(0, 32);
}

/** The variables that the samples read, with the values that connect a bot to the simulator. */
export function environmentBlock(
  simulator: Simulator,
  webhook: string,
): readonly (readonly [string, string])[] {
  return [
    ['WHATSGATE_API_KEY', simulator.apiKey],
    ['WHATSGATE_WHATSAPP_ID', simulator.whatsappId],
    ['WHATSGATE_WEBHOOK_TOKEN', tokenIn(webhook)],
    ['WHATSGATE_BASE_URL', simulator.baseUrl],
  ];
}

/** The token at the end of a webhook's URL, or in its query, where the adapter looks for it. */
function tokenIn(webhook: string): string {
  const { pathname, searchParams } = new URL(webhook);
  return searchParams.get('token') ?? lastSegment(pathname);
}
