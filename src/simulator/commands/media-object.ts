import type { Gateway } from '../gateway';
import { isJsonObject, type JsonObject } from '../json';
import type { SimulatedMedia } from '../messages';
import { badRequest, optionalText, requiredText } from './command';

/** The mimetypes that the send page lists. */
const LISTED_MIMETYPES: ReadonlySet<string> = new Set([
  ...['ogg', 'pdf', 'zip', 'gzip', 'msword', 'vnd.ms-excel', 'vnd.ms-powerpoint'].map(
    (type) => `application/${type}`,
  ),
  ...['mp4', 'aac', 'mpeg', 'ogg', 'webm'].map((type) => `audio/${type}`),
  ...['gif', 'jpeg', 'pjpeg', 'png', 'svg+xml', 'tiff', 'webp'].map((type) => `image/${type}`),
  ...['mpeg', 'mp4', 'ogg', 'quicktime', 'webm', 'x-ms-wmv', 'x-flv'].map((type) => `video/${type}`),
]);

const MIMETYPE = /^[\w.+-]+\/[\w.+-]+(?:\s*;[^\r\n]*)?$/;
const BASE64 = /^[A-Za-z0-9+/]+={0,2}$/;

function checkMimetype(gateway: Gateway, mimetype: string, messageType: string): void {
  const { mimetypeOutsideList, voiceNotOgg } = gateway.assumptions;
  if (!MIMETYPE.test(mimetype)) throw badRequest(gateway, 'message.media.mimetype is no mimetype.');
  const bare = mimetype.replace(/\s*;.*$/, '').toLowerCase();
  if (mimetypeOutsideList === 'refuse' && !LISTED_MIMETYPES.has(bare)) {
    throw badRequest(gateway, `The mimetype ${bare} is not supported.`);
  }
  if (messageType === 'voice' && voiceNotOgg === 'refuse' && !bare.endsWith('/ogg')) {
    throw badRequest(gateway, `A voice message is an OGG file, not ${bare}.`);
  }
}

function decode(gateway: Gateway, data: string): Buffer {
  const isBase64 = data.length % 4 === 0 && BASE64.test(data);
  if (!isBase64 && gateway.assumptions.invalidBase64 === 'refuse') {
    throw badRequest(gateway, 'message.media.data is plain base64, without a data: prefix.');
  }
  return Buffer.from(data, 'base64');
}

/** The file of a `send` (send page, "Media"). `messageType` is image, sticker, doc or voice. */
export function mediaObject(
  gateway: Gateway,
  message: JsonObject,
  messageType: string,
): Omit<SimulatedMedia, 'mediaKey'> {
  const media = message['media'];
  if (!isJsonObject(media))
    throw badRequest(gateway, `message.media is required for the type ${messageType}.`);
  const mimetype = requiredText(gateway, media, 'mimetype');
  checkMimetype(gateway, mimetype, messageType);
  const data = decode(gateway, requiredText(gateway, media, 'data'));
  const filename = optionalText(gateway, media, 'filename');
  if (filename === undefined && gateway.assumptions.filenameRequired) {
    throw badRequest(gateway, 'message.media.filename is required.');
  }
  return { mimetype, data, ...(filename === undefined ? {} : { filename }) };
}
