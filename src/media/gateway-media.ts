import type { WhatsGateClient } from '../whatsgate/client';
import {
  WhatsGateActivityError,
  WhatsGateApiError,
  WhatsGateAuthenticationError,
  WhatsGateRateLimitError,
} from '../whatsgate/errors';
import type { MediaReference } from '../whatsgate/media-reference';
import { pause } from '../whatsgate/pause';
import type { Media } from '../whatsgate/wire';

/** Pauses before asking again, in milliseconds: the gateway may tell of a message before it has its file. */
const PAUSES_MS = [1000, 3000];

/** What fetching from the gateway needs. */
export interface GatewayMediaParts {
  readonly client: Pick<WhatsGateClient, 'getMessageMedia' | 'getMedia'>;
  /** The pauses before asking again, in milliseconds. */
  readonly pausesMs?: readonly number[];
}

/**
 * Fetches the file of a message. A gateway that has not finished with it fails without saying so, in a way that
 * is not documented: it is asked again. One that does not know the current command is asked by the deprecated one.
 *
 * @throws WhatsGateError when the file cannot be had.
 */
export async function fetchGatewayMedia(
  reference: MediaReference,
  { client, pausesMs = PAUSES_MS }: GatewayMediaParts,
  signal?: AbortSignal,
): Promise<Media> {
  for (let round = 0; ; round += 1) {
    try {
      return await fetchOnce(reference, client, signal);
    } catch (error) {
      const pauseMs = pausesMs[round];
      if (pauseMs === undefined || !mayBeUnfinished(error)) throw error;
      // Cancelled, it ends with what went wrong before.
      await pause(pauseMs, signal);
      if (signal?.aborted === true) throw error;
    }
  }
}

async function fetchOnce(
  { whatsappId, messageId, mediaKey }: MediaReference,
  client: GatewayMediaParts['client'],
  signal?: AbortSignal,
): Promise<Media> {
  try {
    return whole(await client.getMessageMedia(whatsappId, messageId, signal));
  } catch (error) {
    if (mediaKey === undefined || !mayBeUnfinished(error)) throw error;
    // eslint-disable-next-line @typescript-eslint/no-deprecated -- for gateways that do not know the current one
    return client.getMedia(whatsappId, mediaKey, signal).then(whole, () => {
      throw error;
    });
  }
}

function whole(media: Media): Media {
  if (media.data === '') throw new UnfinishedMediaError('The gateway has no bytes of this file.');
  return media;
}

class UnfinishedMediaError extends WhatsGateActivityError {}

function mayBeUnfinished(error: unknown): boolean {
  if (error instanceof UnfinishedMediaError) return true;
  return (
    error instanceof WhatsGateApiError &&
    !(error instanceof WhatsGateAuthenticationError) &&
    !(error instanceof WhatsGateRateLimitError)
  );
}
