import { createMediaFetcher } from '../media/fetch';
import type { MediaAccess } from '../media/resolve';
import { WhatsGateClient } from '../whatsgate/client';
import { WhatsGateConfigurationError } from '../whatsgate/errors';
import type { Settings } from './settings';

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

/** How a channel comes to the bytes of files. */
export function createMediaAccess(settings: Settings, client: WhatsGateClient): MediaAccess {
  return {
    fetchUrl: createMediaFetcher(settings.media),
    fetchFromGateway: ({ whatsappId, messageId }, signal) =>
      client.getMessageMedia(whatsappId, messageId, signal),
    maximumBytes: settings.media.maximumBytes,
  };
}
