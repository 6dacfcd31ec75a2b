/**
 * Whether a host is one of a list. `*.example.com` stands for every host below `example.com`, not for itself.
 *
 * @param host as `URL.hostname` gives it.
 */
export function isAllowedHost(host: string, allowed: readonly string[]): boolean {
  const name = plain(host);
  return allowed.some((entry) => {
    const wanted = plain(entry);
    return wanted.startsWith('*.')
      ? name.endsWith(wanted.slice(1)) && name !== wanted.slice(2)
      : name === wanted;
  });
}

/** A name may end in a dot, which changes nothing of where it leads. */
function plain(host: string): string {
  return host.toLowerCase().replace(/\.$/, '');
}
