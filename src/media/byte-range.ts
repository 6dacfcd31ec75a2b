/** A part of a file, both ends included, as HTTP counts. */
export interface ByteRange {
  readonly first: number;
  readonly last: number;
}

/**
 * The part that a `Range` header asks for (RFC 9110, 14.1.2). `undefined` when the whole file is to be sent:
 * without the header, for units and forms that are not understood, and for several parts at once.
 * `'unsatisfiable'` when no byte of the file is asked for.
 */
export function readRange(header: string | undefined, size: number): ByteRange | 'unsatisfiable' | undefined {
  const match = /^bytes=(\d*)-(\d*)$/i.exec(header?.trim() ?? '');
  const [, from = '', to = ''] = match ?? [];
  if (match === null || (from === '' && to === '')) return undefined;
  if (from === '') {
    const length = Math.min(Number(to), size);
    return length === 0 ? 'unsatisfiable' : { first: size - length, last: size - 1 };
  }
  const first = Number(from);
  const last = to === '' ? size - 1 : Math.min(Number(to), size - 1);
  if (to !== '' && Number(to) < first) return undefined;
  return first >= size ? 'unsatisfiable' : { first, last };
}

/** The bytes of a range out of pieces of a whole file. */
export async function* cutRange(
  pieces: AsyncIterable<Uint8Array>,
  { first, last }: ByteRange,
): AsyncGenerator<Uint8Array, void, undefined> {
  let position = 0;
  for await (const piece of pieces) {
    const start = Math.max(0, first - position);
    const end = Math.min(piece.length, last + 1 - position);
    if (start < end) yield piece.subarray(start, end);
    position += piece.length;
    if (position > last) return;
  }
}
