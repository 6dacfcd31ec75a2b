import { createMediaFetcher } from '../media/fetch';
import { fetchGatewayMedia } from '../media/gateway-media';
import { deriveUrlKey, MediaUrls } from '../media/media-url';
import type { MediaAccess } from '../media/open-file';
import { WhatsGateClient } from '../whatsgate/client';
import { WhatsGateConfigurationError } from '../whatsgate/errors';
import { Pacing } from './pacing';
import { Presence } from './presence';
import type { Settings } from './settings';
import { TypingIndicator } from './typing';

/** The client of a channel. @throws WhatsGateConfigurationError when it cannot be set up. */
export function createClient(settings: Settings): WhatsGateClient {
  const { apiKey, baseUrl, axios, proxy, timeoutMs, retry, logger } = settings;
  try {
    return new WhatsGateClient({
      apiKey,
      ...(baseUrl === undefined ? {} : { baseUrl }),
      ...(axios === undefined ? {} : { axios }),
      ...(proxy === undefined ? {} : { proxy }),
      ...(timeoutMs === undefined ? {} : { timeoutMs }),
      ...(retry === undefined ? {} : { retry }),
      onRetry: (command, error, pauseMs) =>
        logger.info(`'${command}' is repeated in ${Math.round(pauseMs)} ms.`, { reason: error.message }),
    });
  } catch (error) {
    if (error instanceof WhatsGateConfigurationError) throw error;
    throw new WhatsGateConfigurationError('The client could not be set up.', { cause: error });
  }
}

/** The URLs of inbound files. */
export function createMediaUrls({ media, apiKey }: Settings): MediaUrls {
  const key = media.urlKey ?? deriveUrlKey(apiKey);
  return new MediaUrls({ publicUrl: media.publicUrl, key, lifetimeMs: media.urlLifetimeMs });
}

/** How a channel comes to the bytes of files. */
export function createMediaAccess(settings: Settings, client: WhatsGateClient, urls: MediaUrls): MediaAccess {
  const { maximumBytes, rootFolder, timeoutMs } = settings.media;
  return {
    fetchUrl: createMediaFetcher(settings.media),
    fetchFromGateway: (reference, signal) => fetchGatewayMedia(reference, { client }, signal),
    referenceOf: (url) => urls.referenceOf(url),
    maximumBytes,
    rootFolder,
    timeoutMs,
  };
}

/** What people see of an account before its messages. What nobody asked for is left out. */
export interface MannersParts {
  readonly typing: TypingIndicator;
  readonly pacing: Pacing | undefined;
  readonly presence: Presence | undefined;
}

/** The manners of a channel. @param closing aborted when nobody waits for sends any more. */
export function createManners(
  settings: Settings,
  client: WhatsGateClient,
  closing: AbortSignal,
): MannersParts {
  const { manners, logger, inbox } = settings;
  const typing = new TypingIndicator(client, logger);
  const showTyping = typing.show.bind(typing);
  const reserve = (account: string, perMinute: number): Promise<number> => inbox.reserve(account, perMinute);
  return {
    typing,
    pacing: Pacing.isWanted(manners) ? new Pacing({ manners, reserve, showTyping, closing }) : undefined,
    presence: Presence.isWanted(manners) ? new Presence({ client, showTyping, manners, logger }) : undefined,
  };
}
