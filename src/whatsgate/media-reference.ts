const SCHEME = 'whatsgate:';

/** A file that lies at the gateway: it is fetched by the long id of its message, there is no URL to it. */
export interface MediaReference {
  readonly whatsappId: string;
  readonly messageId: string;
  /** The key of the deprecated command `get-media`, for gateways that do not know the current one. */
  readonly mediaKey?: string;
}

/** The reference as a URI, for the `contentUrl` of an attachment. */
export function formatMediaReference({ whatsappId, messageId, mediaKey }: MediaReference): string {
  const key = mediaKey === undefined ? '' : `?key=${encode(mediaKey)}`;
  return `${SCHEME}//media/${encode(whatsappId)}/${encode(messageId)}${key}`;
}

/** Half of a surrogate pair, which JSON can hold, would throw here: nothing that comes in may stop a bot. */
function encode(id: string): string {
  return encodeURIComponent(id.replace(/\p{Surrogate}/gu, '\ufffd'));
}

/** Reads a URI made by `formatMediaReference`; `undefined` for any other. */
export function parseMediaReference(uri: string): MediaReference | undefined {
  const match = /^whatsgate:\/\/media\/([^/?]+)\/([^/?]+)(?:\?key=([^&]+))?$/.exec(uri);
  const [, whatsappId, messageId, mediaKey] = match ?? [];
  if (whatsappId === undefined || messageId === undefined) return undefined;
  try {
    return {
      whatsappId: decodeURIComponent(whatsappId),
      messageId: decodeURIComponent(messageId),
      ...(mediaKey === undefined ? {} : { mediaKey: decodeURIComponent(mediaKey) }),
    };
  } catch {
    return undefined;
  }
}
