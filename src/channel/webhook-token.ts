import { timingSafeEqual } from 'node:crypto';

/** Decides whether a request knows the secret of the webhook's URL. */
export type TokenCheck = (url: string | undefined) => boolean;

/**
 * A check for the given tokens; any of them passes, so that one can be replaced without losing an event.
 * The token stands at the end of the path or in the query as `token`. All bytes are compared whatever they are,
 * so that the duration tells nothing about them.
 */
export function createTokenCheck(tokens: readonly string[]): TokenCheck {
  const comparisons = tokens.map(createComparison);
  return (url = '') => {
    let passes = false;
    for (const candidate of candidatesIn(url)) {
      for (const equals of comparisons) if (equals(candidate)) passes = true;
    }
    return passes;
  };
}

/** Compares with a token in a time that depends on the token's length alone. */
function createComparison(token: string): (candidate: string) => boolean {
  const expected = Buffer.from(token);
  const given = Buffer.alloc(expected.length);
  return (candidate) => {
    given.fill(0);
    given.write(candidate);
    const sameBytes = timingSafeEqual(given, expected);
    return sameBytes && Buffer.byteLength(candidate) === expected.length;
  };
}

function candidatesIn(url: string): string[] {
  const mark = url.indexOf('?');
  const last = lastSegment(mark < 0 ? url : url.slice(0, mark));
  return mark < 0 ? [last] : [last, new URLSearchParams(url.slice(mark)).get('token') ?? ''];
}

/** The last part of a path that is not empty, decoded where it can be. */
export function lastSegment(path: string): string {
  const segment = writtenLastSegment(path);
  return segment.includes('%') ? decode(segment) : segment;
}

/**
 * The same as it is written.
 *
 * Not by a regular expression: `/\/+$/` takes a time that grows with the square of the slashes in a URL.
 */
export function writtenLastSegment(path: string): string {
  let end = path.length;
  while (path[end - 1] === '/') end -= 1;
  return path.slice(path.lastIndexOf('/', end - 1) + 1, end);
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
