import { hash, timingSafeEqual } from 'node:crypto';

/** Decides whether a request knows the secret of the webhook's URL. */
export type TokenCheck = (url: string | undefined) => boolean;

/**
 * A check for the given tokens; any of them passes, so that one can be replaced without losing an event.
 * The token stands at the end of the path or in the query as `token`. Hashes are compared, in constant time:
 * neither content nor length of a token shows in the duration.
 */
export function createTokenCheck(tokens: readonly string[]): TokenCheck {
  const expected = tokens.map(digest);
  return (url) => {
    let passes = false;
    for (const candidate of candidatesIn(url ?? '')) {
      const given = digest(candidate);
      for (const token of expected) if (timingSafeEqual(given, token)) passes = true;
    }
    return passes;
  };
}

function digest(text: string): Buffer {
  return hash('sha256', text, 'buffer');
}

function candidatesIn(url: string): string[] {
  const mark = url.indexOf('?');
  const path = mark < 0 ? url : url.slice(0, mark);
  const candidates = [path.replace(/\/+$/, '').split('/').at(-1) ?? ''];
  if (mark >= 0) candidates.push(new URLSearchParams(url.slice(mark)).get('token') ?? '');
  return candidates.filter((candidate) => candidate !== '');
}
