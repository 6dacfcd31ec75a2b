import { BlockList, isIP } from 'node:net';

/** Decides whether a peer's address may deliver events. */
export type AddressCheck = (address: string | undefined) => boolean;

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
  return (address) => {
    if (address === undefined) return false;
    // A server that listens on IPv6 sees IPv4 peers in this form.
    const plain = address.replace(/^::ffff:(?=\d+\.)/i, '');
    return list.check(plain, isIP(plain) === 6 ? 'ipv6' : 'ipv4');
  };
}
