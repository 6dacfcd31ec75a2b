import { parseChatId, readChatId, withoutDeviceOf } from '../whatsgate/chat-id';
import { isRecord, readNumber, readText, type JsonRecord } from '../whatsgate/json';
import type { GatewayMessage } from '../whatsgate/wire';
import type { ActivityEntity } from './types';

/**
 * The people mentioned in a text. WhatsApp writes a mention as `@` and the part of the id before its own `@`;
 * one that does not occur in the text is left out, because bots cut mentions out of the text literally.
 */
export function readMentions(message: GatewayMessage, text: string): ActivityEntity[] {
  const ids = Array.isArray(message['mentionedIds']) ? message['mentionedIds'] : [];
  const unique = new Set(
    ids
      .map(readChatId)
      .filter((id) => id !== undefined)
      .map(withoutDeviceOf),
  );
  return [...unique].flatMap((id) => {
    const { user } = parseChatId(id);
    const mark = `@${user}`;
    return user !== '' && containsWhole(text, mark)
      ? [{ type: 'mention', mentioned: { id, name: user }, text: mark }]
      : [];
  });
}

/** Whether a mark stands in a text and is not just the beginning of a longer number. */
function containsWhole(text: string, mark: string): boolean {
  const [, ...rests] = text.split(mark);
  return rests.some((rest) => !/^\d/.test(rest));
}

/** A shared place. */
export interface SharedLocation {
  readonly latitude: number;
  readonly longitude: number;
  readonly name: string | undefined;
  readonly address: string | undefined;
  readonly url: string | undefined;
}

/** The coordinates of a `location` message, if the gateway gives any. */
export function readLocation(message: GatewayMessage): SharedLocation | undefined {
  const location: JsonRecord = isRecord(message['location']) ? message['location'] : message;
  const latitude = readNumber(location['latitude'] ?? location['lat']);
  const longitude = readNumber(location['longitude'] ?? location['lng']);
  if (latitude === undefined || longitude === undefined) return undefined;
  const [firstLine, ...otherLines] = (
    readText(location['description']) ??
    readText(location['loc']) ??
    ''
  ).split('\n');
  return {
    latitude,
    longitude,
    name: readText(location['name']) ?? readText(firstLine),
    address: readText(location['address']) ?? readText(otherLines.join('\n')),
    url: readText(location['url']) ?? readText(location['clientUrl']),
  };
}

/** A place the way the Activity specification writes it: coordinates, and the place that they belong to. */
export function locationEntities(location: SharedLocation): ActivityEntity[] {
  const { latitude, longitude, name, address, url } = location;
  const named = name === undefined ? {} : { name };
  const coordinates = { type: 'GeoCoordinates', latitude, longitude, ...named };
  const place = {
    type: 'Place',
    ...named,
    ...(address === undefined ? {} : { address }),
    ...(url === undefined ? {} : { hasMap: url }),
    geo: coordinates,
  };
  return [coordinates, place];
}
