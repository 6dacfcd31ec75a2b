import type * as Mime from 'mime';

const LONGEST_NAME = 200;

/** The registry of types is large, and read when the first file comes. */
function mime(): typeof Mime {
  // eslint-disable-next-line @typescript-eslint/no-require-imports
  return require('mime') as typeof Mime;
}

/** Control characters, line ends, and the marks that let a name read backwards (`gpj.exe` shown as `exe.jpg`). */
const UNSAFE = /[\u0000-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/g;
const RESERVED = /[<>:"|?*]/g;

/**
 * A bare file name from what somebody sent: no folders, no control or direction characters, no leading dots,
 * at most 200 characters with the extension kept. Falls back to `fallback` when nothing is left.
 */
export function safeFileName(name: string, fallback: string): string {
  const last = name.split(/[/\\]/).at(-1) ?? '';
  const clean = last
    .replace(UNSAFE, '')
    .replace(RESERVED, '_')
    .replace(/^[.\s]+/, '')
    .trim();
  if (clean === '') return fallback;
  if (clean.length <= LONGEST_NAME) return clean;
  const dot = clean.lastIndexOf('.');
  const extension = dot > 0 && clean.length - dot <= 16 ? clean.slice(dot) : '';
  return cutWhole(clean, LONGEST_NAME - extension.length) + extension;
}

/** Where the first extension of the registry is one that people and their phones do not know, or there is none. */
const USUAL_EXTENSIONS: ReadonlyMap<string, string> = new Map([
  ['image/jpeg', 'jpg'],
  ['image/jpg', 'jpg'],
  ['image/pjpeg', 'jpg'],
  ['image/tiff', 'tiff'],
  ['audio/aac', 'aac'],
  ['audio/flac', 'flac'],
  ['audio/mpeg', 'mp3'],
  ['audio/ogg', 'ogg'],
  ['application/ogg', 'ogg'],
  ['application/postscript', 'ps'],
  ['text/javascript', 'js'],
  ['text/markdown', 'md'],
  ['text/vcard', 'vcf'],
  ['video/quicktime', 'mov'],
]);

/** A name for a file that came without one: `image.jpg` for `image`, `image/jpeg`. */
export function nameFor(stem: string, mimetype: string): string {
  return `${stem}.${extensionOf(mimetype) ?? 'bin'}`;
}

function extensionOf(mimetype: string): string | undefined {
  const type = bareType(mimetype);
  return USUAL_EXTENSIONS.get(type) ?? mime().getExtension(type) ?? undefined;
}

/** Extensions that the registry does not know, or has no type of their own for. */
const UNREGISTERED: ReadonlyMap<string, string> = new Map([
  ['jfif', 'image/jpeg'],
  ['msi', 'application/x-msi'],
  ['tgz', 'application/gzip'],
]);

/** Types that hold many others, also such as the registry does not know: a `.sketch` is a zip. */
const HOLDERS: ReadonlySet<string> = new Set([
  ...['application/zip', 'application/gzip', 'application/msword', 'image/tiff', 'text/html'],
  ...['audio/mp4', 'video/mp4', 'video/x-matroska'],
]);
const LIKE_EXTENSION = /\.[a-z][a-z0-9]{1,7}$/i;

/**
 * A name with the extension of another type than the one it had, so that the other side opens it with the right program.
 * The one that it had stays where no other is known.
 */
export function withExtensionOf(name: string, mimetype: string): string {
  const named = typeOfName(name);
  const type = bareType(mimetype);
  const isKnown = type !== 'application/octet-stream' && extensionOf(type) !== undefined;
  if (!isKnown || named === type) return name;
  if (named === undefined && HOLDERS.has(type) && LIKE_EXTENSION.test(name)) return name;
  const stem = named === undefined ? name : name.slice(0, name.lastIndexOf('.'));
  return safeFileName(nameFor(stem, mimetype), name);
}

/** `audio/ogg; codecs=opus` → `audio/ogg`, in lower case. */
export function bareType(mimetype: string): string {
  return (mimetype.split(';')[0] ?? '').trim().toLowerCase();
}

/** The media type that a file's extension stands for. */
export function typeOfName(name: string): string | undefined {
  const extension = /\.([^.]+)$/.exec(name)?.[1]?.toLowerCase() ?? '';
  return UNREGISTERED.get(extension) ?? mime().getType(name) ?? undefined;
}

/**
 * The first type that says something, bare and in lower case as the gateway lists them. `image`, `image/*` and
 * what else bots put there are passed over, and so is `application/octet-stream`, which stands when there is none.
 */
export function specificType(candidates: readonly (string | undefined)[]): string {
  const types = candidates.flatMap((type) => (type === undefined ? [] : [bareType(type)]));
  return (
    types.find((type) => /^[\w.+-]+\/[\w.+-]+$/.test(type) && type !== 'application/octet-stream') ??
    'application/octet-stream'
  );
}

/** The last part of a URL's path, decoded; not yet safe. */
export function nameInUrl(url: string): string | undefined {
  const last = URL.canParse(url) ? (new URL(url).pathname.split('/').at(-1) ?? '') : '';
  try {
    return last === '' ? undefined : decodeURIComponent(last);
  } catch {
    return last;
  }
}

/** Cuts without splitting a surrogate pair. */
function cutWhole(text: string, length: number): string {
  const cut = text.slice(0, length);
  return /[\ud800-\udbff]$/.test(cut) ? cut.slice(0, -1) : cut;
}
