import { isIPv6 } from 'node:net';

/**
 * Whether a text names a host, or with `*.` before it those below one. A port is none of it: files come from any.
 */
export function isHostEntry(entry: string): boolean {
  const name = entry.replace(/^\*\./, '');
  return isIPv6(name) || (/^(?:\[[^\]]+\]|[^\s/\\@*?#:[\]]+)$/.test(name) && URL.canParse(urlOf(name)));
}

/**
 * Whether a host is one of a list. `*.example.com` stands for every host below `example.com`, not for itself.
 *
 * @param host as `URL.hostname` gives it.
 */
export function isAllowedHost(host: string, allowed: readonly string[]): boolean {
  const name = plain(host);
  return allowed.some((entry) => {
    const wanted = plain(asInUrl(entry));
    return wanted.startsWith('*.')
      ? name.endsWith(wanted.slice(1)) && name !== wanted.slice(2)
      : name === wanted;
  });
}

/** The same as `URL.hostname` gives it: letters of all alphabets in ASCII, an IPv6 address in brackets. */
function asInUrl(entry: string): string {
  const below = entry.startsWith('*.') ? '*.' : '';
  const url = urlOf(entry.slice(below.length));
  return URL.canParse(url) ? below + new URL(url).hostname : entry;
}

function urlOf(name: string): string {
  return `http://${isIPv6(name) ? `[${name}]` : name}/`;
}

/** A name may end in a dot, which changes nothing of where it leads. */
function plain(host: string): string {
  return host.toLowerCase().replace(/\.$/, '');
}
