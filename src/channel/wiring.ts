import { isDurable } from '../inbox/inbox';
import type * as Fetch from '../media/fetch';
import type * as MediaRoute from '../media/media-route';
import { fetchGatewayMedia } from '../media/gateway-media';
import { deriveUrlKey, MediaUrls } from '../media/media-url';
import type { MediaAccess } from '../media/open-file';
import { WhatsGateClient } from '../whatsgate/client';
import { WhatsGateConfigurationError } from '../whatsgate/errors';
import { AccountGates } from './account-gates';
import { CatchUp, type CatchUpParts } from './catch-up';
import type { ChannelEmitter } from './events';
import { Pacing } from './pacing';
import { Presence } from './presence';
import type { Watermarks } from './watermarks';
import type { SentMessages } from './sent-messages';
import { Settlement } from './settlement';
import { Choices } from './choices';
import type { Settings } from './settings';
import { loadTelemetryApi, Telemetry, type TelemetryParts } from './telemetry';
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
  let fetcher: Fetch.MediaFetcher | undefined;
  return {
    fetchUrl: (url, signal) => {
      // eslint-disable-next-line @typescript-eslint/no-require-imports -- most bots never fetch a file
      fetcher ??= (require('../media/fetch') as typeof Fetch).createMediaFetcher(settings.media);
      return fetcher(url, signal);
    },
    fetchFromGateway: (reference, signal) => fetchGatewayMedia(reference, { client }, signal),
    referenceOf: (url) => urls.referenceOf(url),
    maximumBytes,
    rootFolder,
    timeoutMs,
  };
}

/** Serves inbound files. */
export function createMediaHandler(parts: MediaRoute.MediaRouteParts): MediaRoute.MediaHandler {
  let route: MediaRoute.MediaHandler | undefined;
  return (request, response) => {
    // eslint-disable-next-line @typescript-eslint/no-require-imports -- most bots have no such route
    route ??= (require('../media/media-route') as typeof MediaRoute).createMediaRoute(parts);
    return route(request, response);
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
  const typing = new TypingIndicator(client, logger, closing);
  const showTyping = typing.show.bind(typing);
  const reserve = (account: string, perMinute: number): Promise<number> => inbox.reserve(account, perMinute);
  return {
    typing,
    pacing: Pacing.isWanted(manners) ? new Pacing({ manners, reserve, showTyping, closing }) : undefined,
    presence: Presence.isWanted(manners)
      ? new Presence({ client, showTyping, manners, logger, closing })
      : undefined,
  };
}

/** Holds back the sends of accounts while they are unlinked. */
export function createGates(
  { inbox, logger, disconnectTimeoutMs }: Settings,
  client: WhatsGateClient,
  emitter: ChannelEmitter,
  closing: AbortSignal,
): AccountGates {
  const isShared = isDurable(inbox);
  const { store } = inbox;
  const gates = new AccountGates({
    client,
    store,
    isShared,
    logger,
    timeoutMs: disconnectTimeoutMs,
    closing,
  });
  emitter.on('disconnect', ({ whatsappId }) => gates.close(whatsappId));
  emitter.on('ready', ({ whatsappId }) => gates.open(whatsappId));
  return gates;
}

/** What a durable inbox is worth: looking for a message before a person has to decide whether it was sent. */
const SETTLE_TIMEOUT_MS = 10_000;

/** Finds out about sends in doubt; `undefined` when nobody wants to wait for that. */
export function createSettlement(
  { inbox, logger, settleTimeoutMs }: Settings,
  client: WhatsGateClient,
  sentMessages: SentMessages,
  closing: AbortSignal,
): Settlement | undefined {
  const timeoutMs = settleTimeoutMs ?? (isDurable(inbox) ? SETTLE_TIMEOUT_MS : 0);
  return timeoutMs === 0 ? undefined : new Settlement({ client, sentMessages, logger, timeoutMs, closing });
}

/** Asks for events that no webhook brought; `undefined` when nobody wants that. */
export function createCatchUp(
  { catchUp: intervalMs, accounts, logger }: Settings,
  client: WhatsGateClient,
  watermarks: Watermarks,
  emitter: ChannelEmitter,
  takeIn: CatchUpParts['takeIn'],
): CatchUp | undefined {
  if (intervalMs === false) return undefined;
  const whatsappIds = accounts.map(({ whatsappId }) => whatsappId);
  const onError = (error: unknown): void => emitter.emit('error', error);
  return new CatchUp({ client, whatsappIds, watermarks, logger, takeIn, onError, intervalMs });
}

/** Traces and metrics; `undefined` when nobody wants them. @throws WhatsGateConfigurationError without the API. */
export function createTelemetry(
  { telemetry, apiKey, inbox }: Settings,
  outboxStatus: TelemetryParts['outboxStatus'],
  closing: AbortSignal,
): Telemetry | undefined {
  if (!telemetry) return undefined;
  const inboxStatus: TelemetryParts['inboxStatus'] = () => inbox.status();
  return new Telemetry({ api: loadTelemetryApi(), secret: apiKey, inboxStatus, outboxStatus, closing });
}

/** What remembers the choices of a channel; nothing when they are switched off. */
export function createChoices({ choiceSettings, inbox, logger }: Settings): Choices | undefined {
  if (choiceSettings === undefined) return undefined;
  const { store } = inbox;
  // An engine that keeps a journal keeps its store too, and may share both with other processes.
  const waiting = inbox.waiting.bind(inbox);
  return new Choices({ store, isShared: isDurable(inbox), waiting, logger, ...choiceSettings });
}
