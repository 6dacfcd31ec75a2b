import { parseChatId, readChatId } from '../whatsgate/chat-id';
import { isRecord, readNumber, readText, type JsonRecord } from '../whatsgate/json';
import type { GatewayMessage } from '../whatsgate/wire';
import type { ActivityEntity } from './types';

/**
 * The people mentioned in a text. WhatsApp writes a mention as `@` and the part of the id before its own `@`;
 * one that does not occur in the text is left out, because bots cut mentions out of the text literally.
 */
export function readMentions(message: GatewayMessage, text: string): ActivityEntity[] {
  const ids = Array.isArray(message['mentionedIds']) ? message['mentionedIds'] : [];
  const unique = new Set(ids.map(readChatId).filter((id) => id !== undefined));
  return [...unique].flatMap((id) => {
    const mark = `@${parseChatId(id).user}`;
    return text.includes(mark)
      ? [{ type: 'mention', mentioned: { id, name: parseChatId(id).user }, text: mark }]
      : [];
  });
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
