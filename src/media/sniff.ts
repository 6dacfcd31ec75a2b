import type * as MagicBytes from 'magic-bytes.js';
import { bareType } from './file-name';
import { oggType } from './ogg';

/** The signatures are read when the first file comes. */
function magicBytes(): typeof MagicBytes {
  // eslint-disable-next-line @typescript-eslint/no-require-imports
  return require('magic-bytes.js') as typeof MagicBytes;
}

/** Brands of the MPEG-4 family (ISO 14496-12, `ftyp`) whose media type is not `video/mp4`. */
const BRANDS: readonly [RegExp, readonly string[]][] = [
  [/^M4[AB] /, ['audio/mp4']],
  [/^3g[2p]/, ['video/3gpp', 'audio/3gpp', 'video/3gpp2', 'audio/3gpp2']],
  [/^qt {2}/, ['video/quicktime']],
  [/^(?:avif|avis)/, ['image/avif']],
  [/^(?:hei[cmsx]|hev[cmsx])/, ['image/heic', 'image/heif']],
  // The brand of every picture of this family, which may stand before the one that says which.
  [/^(?:mif1|msf1)/, ['image/heic', 'image/heif', 'image/avif']],
  [/^crx /, ['image/x-canon-cr3']],
];

/** Other names of the same type. */
const SAME: ReadonlyMap<string, string> = new Map([
  ['image/jpg', 'image/jpeg'],
  ['image/pjpeg', 'image/jpeg'],
  ['audio/mp3', 'audio/mpeg'],
  ['audio/x-wav', 'audio/wav'],
  ['audio/wave', 'audio/wav'],
  ['audio/x-m4a', 'audio/mp4'],
  ['audio/m4a', 'audio/mp4'],
  ['audio/x-aac', 'audio/aac'],
  ['video/x-m4v', 'video/mp4'],
  ['audio/x-flac', 'audio/flac'],
  ['application/x-photoshop', 'image/vnd.adobe.photoshop'],
  ['application/x-gzip', 'application/gzip'],
  ['application/x-zip-compressed', 'application/zip'],
]);

/**
 * Formats that are others inside: a document of Office is a zip, and so is an electronic book; a drawing of Illustrator
 * is a PDF. A page of HTML is text as well, which a program may be that makes one.
 */
const CONTAINERS: ReadonlyMap<string, RegExp> = new Map([
  [
    'application/zip',
    /^application\/(?:vnd\.|oxps|epub|java-archive|x-.*zip|zip|x-cbr|x-xpinstall)|^model\//,
  ],
  ['application/msword', /^application\/(?:vnd\.ms-|msword|x-msi|x-mspublisher|vnd\.visio)/],
  ['application/gzip', /^application\/(?:x-)?(?:gzip|tgz|gtar|tar|xz|msmetafile)|^image\/svg\+xml/],
  ['application/vnd.rar', /^application\/x-(?:rar|cbr)/],
  ['application/pdf', /^application\/(?:postscript|illustrator|vnd\.adobe\.illustrator)/],
  ['video/mpeg', /^video\/(?:mp2t|x-ms-vob)/],
  ['text/html', /^text\/|^application\/(?:xml|x-httpd-php)|\+xml$/],
  ['image/svg+xml', /^text\/|^application\/xml|\+xml$/],
  ['video/x-matroska', /^(?:audio|video)\/(?:webm|x-matroska|matroska)/],
]);

/**
 * The media types that the beginning of a file can stand for, the likeliest first; none for text and for what
 * nobody knows. `magic-bytes.js` knows the signatures; told apart here is what it throws together.
 */
function sniffTypes(head: Uint8Array): readonly string[] {
  const ogg = oggType(head);
  if (ogg !== undefined) return [ogg, ...(ogg === 'application/ogg' ? ['audio/ogg', 'video/ogg'] : [])];
  const start = Buffer.from(head.buffer, head.byteOffset, Math.min(head.byteLength, 64)).toString('latin1');
  if (start.slice(4, 8) === 'ftyp') {
    const brand = start.slice(8, 12);
    return BRANDS.find(([known]) => known.test(brand))?.[1] ?? ['video/mp4', 'audio/mp4'];
  }
  if (start.startsWith('#!AMR')) return ['audio/amr'];
  if (start.startsWith('\x1aE\xdf\xa3') && start.includes('webm')) return ['video/webm', 'audio/webm'];
  if (isText(head)) return textTypes(start);
  const found = magicBytes().filetypemime(head);
  // A byte order mark tells text, and not of which kind.
  if (found.some((type) => type.startsWith('text/plain'))) return [];
  return [...new Set(found.map((type) => SAME.get(type) ?? type))];
}

/**
 * The name of a type that the gateway lists, where it has several (`image/jpg`); others stay as they are, and so does
 * `image/pjpeg`, which the gateway lists as well.
 */
export function usualType(type: string): string {
  return bareType(type) === 'image/pjpeg' ? type : (SAME.get(bareType(type)) ?? type);
}

/**
 * The type of a file: what its bytes say beats what anybody declared. A declared type stands when the bytes may
 * be of it (a document of Office is a zip), and when they say nothing.
 */
export function settleType(declared: string, head: Uint8Array): string {
  const candidates = sniffTypes(head);
  const [likeliest] = candidates;
  if (likeliest === undefined) return declared;
  const bare = bareType(declared);
  const usual = SAME.get(bare) ?? bare;
  const stands = candidates.includes(usual) || candidates.some((type) => CONTAINERS.get(type)?.test(usual));
  return stands ? declared : likeliest;
}

/** Of texts only those are told apart that somebody might pass off as a picture. */
function textTypes(start: string): readonly string[] {
  if (start.startsWith('%PDF-')) return ['application/pdf'];
  if (/^\s*<(?:!doctype html|html)/i.test(start)) return ['text/html', 'application/xhtml+xml'];
  if (/^\s*<svg/i.test(start)) return ['image/svg+xml'];
  return [];
}

/** Letters, blanks and what UTF-8 makes of other letters: signatures of two bytes are found in them by chance. */
function isText(head: Uint8Array): boolean {
  if (head.length === 0) return false;
  for (const byte of head) {
    if (byte < 0x20 && byte !== 0x09 && byte !== 0x0a && byte !== 0x0c && byte !== 0x0d) return false;
    if (byte === 0x7f || byte >= 0xf8) return false;
  }
  return true;
}
