import * as dns from 'node:dns';
import * as http from 'node:http';
import * as https from 'node:https';
import * as net from 'node:net';
import * as ipaddr from 'ipaddr.js';

/** The connection was refused because it would have left the public internet. */
export class ForbiddenAddressError extends Error {
  constructor(host: string) {
    super(
      `'${host}' is not a public address. Files are fetched from the public internet alone; ` +
        'for a file server of your own set the option media.allowPrivateHosts.',
    );
    this.name = 'ForbiddenAddressError';
  }
}

/**
 * Addresses of public ranges at which clouds tell their own machines secrets: Azure's WireServer. The metadata
 * services of all others that are known have addresses of their own ranges: 169.254.0.0/16 (AWS, Google, Azure,
 * Oracle, Tencent and more), 100.64.0.0/10 (Alibaba), 192.0.0.0/24 (Oracle's older one), fc00::/7 (AWS, Google).
 */
const INSIDE_CLOUDS: ReadonlySet<string> = new Set(['168.63.129.16']);

/**
 * True for addresses of the public internet alone. Loopback, private, link-local, carrier-grade, multicast and
 * reserved ranges are not public, nor are IPv6 forms that carry an IPv4 address inside (NAT64, 6to4, Teredo, the
 * old compatible form); a mapped one (`::ffff:8.8.8.8`) is what its IPv4 address is.
 */
export function isPublicAddress(address: string): boolean {
  if (!ipaddr.isValid(address)) return false;
  const parsed = ipaddr.process(address);
  if (INSIDE_CLOUDS.has(parsed.toString())) return false;
  return parsed.range() === 'unicast' && (parsed instanceof ipaddr.IPv4 || isGlobalUnicast(parsed));
}

/** 2000::/3, the only part of IPv6 that has been given to the public internet. */
function isGlobalUnicast(address: ipaddr.IPv6): boolean {
  return (address.parts[0] ?? 0) >> 13 === 1;
}

/** Agents whose connections reach public addresses only. */
export interface GuardedAgents {
  readonly httpAgent: http.Agent;
  readonly httpsAgent: https.Agent;
}

/** The part of `dns.lookup` that the guard uses; tests pass their own. */
export type LookupAll = (
  host: string,
  options: dns.LookupAllOptions,
  done: (error: NodeJS.ErrnoException | null, addresses: dns.LookupAddress[]) => void,
) => void;

/**
 * Agents that check the address which is really connected to: after the name was resolved, once more at every
 * redirect, so that neither a name that changes its address nor a redirect leads inside.
 */
export function createGuardedAgents(lookupAll: LookupAll = dns.lookup): GuardedAgents {
  const lookup = guardedLookup(lookupAll);
  return {
    httpAgent: guard(new http.Agent({ lookup })),
    httpsAgent: guard(new https.Agent({ lookup })),
  };
}

function guardedLookup(lookupAll: LookupAll): net.LookupFunction {
  return (host, options, done) => {
    lookupAll(host, { ...options, all: true }, (error, addresses) => {
      if (error !== null) {
        done(error, '', 0);
        return;
      }
      const [first] = addresses;
      if (first === undefined || !addresses.every(({ address }) => isPublicAddress(address))) {
        done(new ForbiddenAddressError(host), '', 0);
      } else if (options.all === true) done(null, addresses);
      else done(null, first.address, first.family);
    });
  };
}

type CreateConnection = (options: net.TcpNetConnectOpts, done?: unknown) => net.Socket;

/** An address that stands in the URL itself is never looked up, so it is checked before the connection is made. */
function guard<Agent extends http.Agent>(agent: Agent): Agent {
  const owner = agent as unknown as { createConnection: CreateConnection };
  const create = owner.createConnection.bind(agent);
  owner.createConnection = (options, done) => {
    const host = options.host ?? '';
    const allowed = net.isIP(host) === 0 || isPublicAddress(host);
    return create(allowed ? options : { ...options, host: 'refused.invalid', lookup: refuse(host) }, done);
  };
  return agent;
}

/**
 * Looks nothing up and fails, so that a refused connection fails the way connections do. A socket that never
 * starts to connect would hide the reason behind an error of its own as soon as it is written to.
 */
function refuse(address: string): net.LookupFunction {
  return (_host, _options, done) => done(new ForbiddenAddressError(address), '', 0);
}
