import type { FileToSend } from './user';

/** A green square of 16 by 16 points. */
const PICTURE =
  'iVBORw0KGgoAAAANSUhEUgAAABAAAAAQCAIAAACQkWg2AAAAFklEQVR42mNQvZxGEmIY1TCqYfhqAADRaV4QBO9zkwAAAABJRU5ErkJggg==';

/** 20 ms of silence in Opus, the codec of WhatsApp's voice notes. */
const VOICE_NOTE =
  'T2dnUwACAAAAAAAAAAABAAAAAAAAAIRs2SQBE09wdXNIZWFkAQEAAIC7AAAAAABPZ2dTAAAAAAAAAAAAAAEAAAABAAAAh1hgGgEQT3B1c1RhZ3MAAAAAAAAAAE9nZ1MABMADAAAAAAAAAQAAAAIAAAApk7DdAQP4//4=';

/** The files that a person can send without having any. */
export function builtInFile(kind: 'image' | 'voice', caption: string): FileToSend {
  return kind === 'image'
    ? { type: 'image', mimetype: 'image/png', filename: 'square.png', data: PICTURE, caption }
    : { type: 'ptt', mimetype: 'audio/ogg; codecs=opus', data: VOICE_NOTE };
}
