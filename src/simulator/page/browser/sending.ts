import { webmToOgg } from '../webm-to-ogg';
import { act } from './control';
import { current, notify, type FileKind } from './store';

/** Who says something, and where. */
export interface Speaker {
  readonly from: string;
  readonly account: string;
  readonly group?: string;
}

/** Says something, as the reply to what is being replied to. Resolves with whether it went well. */
export function say(speaker: Speaker, what: object): Promise<boolean> {
  const { replyTo } = current();
  return act('POST', 'messages', { ...what, ...speaker, ...(replyTo === undefined ? {} : { replyTo }) });
}

/** The largest file that the page sends: what WhatsApp takes of most kinds. */
const LARGEST_FILE = 64 * 1024 * 1024;

async function base64Of(file: Blob): Promise<string> {
  const url = await new Promise<string>((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => resolve(reader.result as string);
    reader.onerror = () => reject(new Error('The file cannot be read.'));
    reader.readAsDataURL(file);
  });
  return url.slice(url.indexOf(',') + 1);
}

/** Sends a file. Resolves with whether it went well. */
export async function sendFile(
  speaker: Speaker,
  type: FileKind,
  file: Blob,
  details: { readonly filename?: string; readonly caption?: string; readonly mimetype?: string } = {},
): Promise<boolean> {
  if (file.size > LARGEST_FILE) {
    notify('The file is larger than 64 MB.', true);
    return false;
  }
  const mimetype = details.mimetype ?? (file.type || 'application/octet-stream');
  const { filename, caption } = details;
  return say(speaker, {
    kind: 'file',
    type,
    mimetype,
    data: await base64Of(file),
    ...(filename === undefined ? {} : { filename }),
    ...(caption === undefined || caption === '' ? {} : { caption }),
  });
}

/** Sends what was recorded, in WhatsApp's own form: Opus in OGG. */
export async function sendVoice(speaker: Speaker, sound: Blob): Promise<boolean> {
  const bytes = new Uint8Array(await sound.arrayBuffer());
  const ogg = sound.type.includes('webm') ? webmToOgg(bytes) : undefined;
  if (ogg !== undefined) {
    const voice = new Blob([ogg as Uint8Array<ArrayBuffer>]);
    return sendFile(speaker, 'ptt', voice, { mimetype: 'audio/ogg; codecs=opus' });
  }
  return sendFile(speaker, 'ptt', sound, { mimetype: sound.type.replace(';codecs', '; codecs') });
}

/** As what a file is sent when nobody says otherwise. */
export function kindOf({ type }: Blob): FileKind {
  if (/^image\/(?:png|jpeg|gif|webp)$/.test(type)) return 'image';
  if (type.startsWith('video/')) return 'video';
  return type.startsWith('audio/') ? 'audio' : 'document';
}
