import type { IncomingHttpHeaders, ServerResponse } from 'node:http';

/** Nothing but what the simulator itself serves; no inline script or style, no frames around it. */
const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' blob:",
  "media-src 'self' blob:",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

/** The headers of everything that the page and its control plane answer. */
const SAFE_HEADERS: Readonly<Record<string, string>> = {
  'content-security-policy': POLICY,
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'referrer-policy': 'no-referrer',
  'cross-origin-resource-policy': 'same-origin',
  'cross-origin-opener-policy': 'same-origin',
  'cache-control': 'no-store',
};

/** Sets the safe headers; what is written later adds to them. */
export function setSafeHeaders(response: ServerResponse): void {
  for (const [name, value] of Object.entries(SAFE_HEADERS)) response.setHeader(name, value);
}

/** The names under which this machine calls itself. */
const OWN_NAMES = ['127.0.0.1', 'localhost', '[::1]'];

/**
 * Why a request must not reach the control plane; undefined when it may. A website that somebody visits could
 * otherwise command a simulator on the same machine, under its own name (Origin) or under one that it lets point
 * here (Host: DNS rebinding).
 * @param origin Where the simulator listens, `http://127.0.0.1:PORT`.
 * @param isPage Whether a page is asked for, to which any website may link.
 */
export function refusalOf(headers: IncomingHttpHeaders, origin: string, isPage: boolean): string | undefined {
  const { host: ownHost, port } = new URL(origin);
  const hosts = new Set([ownHost, ...OWN_NAMES.map((name) => (port === '' ? name : `${name}:${port}`))]);
  const { host = '', origin: sender } = headers;
  if (!hosts.has(host.toLowerCase())) {
    return 'The control plane answers under the address of this machine only.';
  }
  const own = `http://${host.toLowerCase()}`;
  if (sender !== undefined && sender.toLowerCase() !== own)
    return 'The control plane takes no requests of other websites.';
  const site = headers['sec-fetch-site'];
  if (isPage || site === undefined || site === 'same-origin' || site === 'none') return undefined;
  return 'The control plane takes no requests of other websites.';
}
