import { isRecord, readText, type JsonRecord } from '../../whatsgate/json';
import { typeOfName } from '../../media/file-name';
import { shownAddress } from '../markdown/tags';
import { actionParts, tapParts } from './actions';
import type { CardContext, CardPart } from './card';
import { link, list, readField, titles } from './fields';
import { pictureOf } from './pictures';

/** Hero and thumbnail cards: pictures, title, subtitle, text, buttons. */
export function renderHero(content: JsonRecord, context: CardContext): CardPart[] {
  const { buttons, tap } = content;
  return [
    ...list(content['images']).flatMap((image) => pictureOf(image, [...list(buttons), tap])),
    ...titles(content, context),
    ...actionParts(buttons),
    ...tapParts(tap, list(buttons)),
  ];
}

/** Signin and OAuth cards: their text, and where to sign in. */
export function renderSignin(content: JsonRecord, context: CardContext): CardPart[] {
  return [...titles(content, context), ...actionParts(content['buttons'])];
}

/** Animation, audio and video cards: the picture before the recording, the recording, and what is said of it. */
export function renderMedia(content: JsonRecord, context: CardContext): CardPart[] {
  return [
    ...pictureOf(content['image'], list(content['buttons'])),
    ...list(content['media']).flatMap(recording),
    ...titles(content, context),
    ...actionParts(content['buttons']),
  ];
}

/**
 * A recording as a file when its address says that it is one, else as a link: the address of a video is often that of
 * a page. Several are the same in other forms; the specification lets all but the first be links (C6402).
 */
export function recording(media: unknown, index: number): CardPart[] {
  if (!isRecord(media)) return [];
  const contentUrl = readText(media['url']);
  const profile = readField(media['profile']);
  if (contentUrl === undefined) return profile === undefined ? [] : [{ kind: 'text', text: profile }];
  const isData = /^data:/i.test(contentUrl);
  const type = readText(media['mimeType']) ?? typeOfAddress(contentUrl);
  const isFile = isData || (index === 0 && /^(?:audio|video|image)\//.test(type ?? ''));
  if (!isFile) return [{ kind: 'line', text: link(profile, contentUrl) }];
  const contentType = type === undefined ? {} : { contentType: type };
  return [
    {
      kind: 'file',
      file: { contentUrl, ...contentType },
      instead: isData ? (profile ?? '') : shownAddress(contentUrl),
    },
    ...(profile === undefined ? [] : [{ kind: 'text', text: profile, close: true } as const]),
  ];
}

function typeOfAddress(address: string): string | undefined {
  return typeOfName(address.replace(/[?#].*$/, ''));
}
