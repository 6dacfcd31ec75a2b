import * as mime from 'mime';

const LONGEST_NAME = 200;
/** Control characters, and the marks that let a name read backwards (`gpj.exe` shown as `exe.jpg`). */
const UNSAFE = /[\u0000-\u001f\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;
const RESERVED = /[<>:"|?*]/g;

/**
 * A bare file name from what somebody sent: no folders, no control or direction characters, no leading dots,
 * at most 200 characters with the extension kept. Falls back to `fallback` when nothing is left.
 */
export function safeFileName(name: string, fallback: string): string {
  const last = name.split(/[/\\]/).at(-1) ?? '';
  const clean = last.replace(UNSAFE, '').replace(RESERVED, '_').trim().replace(/^\.+/, '').trim();
  if (clean === '') return fallback;
  if (clean.length <= LONGEST_NAME) return clean;
  const dot = clean.lastIndexOf('.');
  const extension = dot > 0 && clean.length - dot <= 16 ? clean.slice(dot) : '';
  return cutWhole(clean, LONGEST_NAME - extension.length) + extension;
}

/** A name for a file that came without one: `image.jpg` for `image`, `image/jpeg`. */
export function nameFor(stem: string, mimetype: string): string {
  return `${stem}.${mime.getExtension(bareType(mimetype)) ?? 'bin'}`;
}

/** `audio/ogg; codecs=opus` → `audio/ogg`, in lower case. */
export function bareType(mimetype: string): string {
  return (mimetype.split(';')[0] ?? '').trim().toLowerCase();
}

/** The media type that a file's extension stands for. */
export function typeOfName(name: string): string | undefined {
  return mime.getType(name) ?? undefined;
}

/** Cuts without splitting a surrogate pair. */
function cutWhole(text: string, length: number): string {
  const cut = text.slice(0, length);
  return /[\ud800-\udbff]$/.test(cut) ? cut.slice(0, -1) : cut;
}
