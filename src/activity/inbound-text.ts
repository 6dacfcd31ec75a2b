import { isRecord, readText, type JsonRecord } from '../whatsgate/json';
import type { GatewayMessage } from '../whatsgate/wire';

/** A preview picture is longer than this; a caption of base64 letters alone that long is not. */
const SHORTEST_PREVIEW = 64;
const PREVIEW_START = /^(?:data:image\/|\/9j\/|iVBORw0KGgo|UklGR)/;
const BASE64_ONLY = /^(?:data:[^,]{1,64},)?[A-Za-z0-9+/=\s]+$/;

/**
 * What a person wrote, or the caption. WhatsApp keeps the base64 preview of pictures, videos, locations and
 * cards in the field of the text, and gateways let it through at times: that is no text.
 */
export function readBody(message: GatewayMessage): string {
  const body = message.body ?? '';
  const isPreview =
    message.type !== 'chat' &&
    body.length > SHORTEST_PREVIEW &&
    PREVIEW_START.test(body) &&
    BASE64_ONLY.test(body);
  return isPreview ? '' : body;
}

/** Name and numbered options of a poll; WhatsApp itself numbers nothing, but a bot's text needs an order. */
export function readPoll(message: GatewayMessage): string {
  const options = Array.isArray(message['pollOptions']) ? message['pollOptions'] : [];
  const names = options.map((option: unknown) =>
    isRecord(option) ? readText(option['name']) : readText(option),
  );
  const lines = names.filter((name) => name !== undefined).map((name, index) => `${index + 1}. ${name}`);
  return [readText(message['pollName']) ?? readBody(message), ...lines]
    .filter((line) => line !== '')
    .join('\n');
}

/** What a tapped button or a chosen row of a list stands for. */
export function readChoice(message: GatewayMessage): {
  readonly id: string | undefined;
  readonly title: string;
} {
  const list: JsonRecord = isRecord(message['listResponse']) ? message['listResponse'] : {};
  const row: JsonRecord = isRecord(list['singleSelectReply']) ? list['singleSelectReply'] : {};
  return {
    id:
      readText(message['selectedRowId']) ??
      readText(message['selectedButtonId']) ??
      readText(row['selectedRowId']),
    title: readBody(message) || (readText(list['title']) ?? readText(message['title']) ?? ''),
  };
}
