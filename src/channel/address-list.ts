import { BlockList, isIP } from 'node:net';

/** Decides whether a peer, by its address, may deliver events. */
export type AddressCheck = (peer: Peer | undefined) => boolean;

/** The other side of a connection. Its address is a call to the system, so it is read only where it is asked for. */
interface Peer {
  readonly remoteAddress?: string | undefined;
}

/** A check for single addresses and networks (`203.0.113.0/24`). An empty list lets everybody pass. */
export function createAddressCheck(allowed: readonly string[]): AddressCheck {
  if (allowed.length === 0) return () => true;
  const list = new BlockList();
  for (const entry of allowed) {
    const [address = '', bits] = entry.split('/');
    const family = isIP(address) === 6 ? 'ipv6' : 'ipv4';
    if (bits === undefined) list.addAddress(address, family);
    else list.addSubnet(address, Number(bits), family);
  }
  return (peer) => {
    const address = peer?.remoteAddress;
    if (address === undefined) return false;
    // A server that listens on IPv6 sees IPv4 peers in this form.
    const plain = address.replace(/^::ffff:(?=\d+\.)/i, '');
    return list.check(plain, isIP(plain) === 6 ? 'ipv6' : 'ipv4');
  };
}
