import { isRecord, readNumber, readRecords, readText, type JsonRecord } from '../whatsgate/json';

/** A place that a bot wants to show. */
interface Place {
  readonly name: string | undefined;
  readonly address: string | undefined;
  readonly map: string | undefined;
  readonly coordinates: readonly [latitude: number, longitude: number] | undefined;
}

/**
 * The places among entities (`GeoCoordinates`, `Place`) as texts with a link to a map: WhatsGate has no message of
 * kind location. Coordinates that come again with the place that they belong to are shown once.
 */
export function placesOf(entities: unknown): string[] {
  const found = readRecords(entities).flatMap((entity) => readPlace(entity) ?? []);
  const named = found.filter((place) => !isPartOfAnother(place, found));
  return named.map(placeText);
}

/** The text of one place, if it is one; used for attachments whose content is a place. */
export function placeTextOf(content: unknown): string | undefined {
  const place = isRecord(content) ? readPlace(content) : undefined;
  return place && placeText(place);
}

function readPlace(entity: JsonRecord): Place | undefined {
  const type = readText(entity['type'])?.toLowerCase();
  if (type === 'geocoordinates') {
    const coordinates = readCoordinates(entity);
    return coordinates && { name: readText(entity['name']), address: undefined, map: undefined, coordinates };
  }
  if (type !== 'place') return undefined;
  const geo = isRecord(entity['geo']) ? entity['geo'] : {};
  const map = isRecord(entity['hasMap']) ? entity['hasMap']['url'] : entity['hasMap'];
  const place = {
    name: readText(entity['name']) ?? readText(geo['name']),
    address: readAddress(entity['address']),
    map: readText(map),
    coordinates: readCoordinates(geo),
  };
  return Object.values(place).some((value) => value !== undefined) ? place : undefined;
}

function readCoordinates(geo: JsonRecord): Place['coordinates'] {
  const latitude = readNumber(geo['latitude']);
  const longitude = readNumber(geo['longitude']);
  return latitude === undefined || longitude === undefined ? undefined : [latitude, longitude];
}

/** An address as text, or in the parts of schema.org's PostalAddress. */
function readAddress(address: unknown): string | undefined {
  if (!isRecord(address)) return readText(address);
  const parts = ['streetAddress', 'postalCode', 'addressLocality', 'addressRegion', 'addressCountry'];
  return readText(parts.flatMap((part) => readText(address[part]) ?? []).join(', '));
}

function isPartOfAnother(place: Place, all: readonly Place[]): boolean {
  if (place.address !== undefined || place.map !== undefined) return false;
  return all.some(
    (other) =>
      other !== place &&
      (other.address !== undefined || other.map !== undefined || all.indexOf(other) < all.indexOf(place)) &&
      String(other.coordinates) === String(place.coordinates) &&
      (place.name === undefined || place.name === other.name),
  );
}

function placeText({ name, address, map, coordinates }: Place): string {
  const link = coordinates && `https://maps.google.com/?q=${coordinates.join(',')}`;
  const lines = [[name, address].filter((line) => line !== undefined).join('\n'), link ?? map];
  return `📍 ${lines.filter((line) => line !== undefined && line !== '').join('\n')}`;
}
