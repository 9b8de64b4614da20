import { isIP, SocketAddress } from 'node:net';

/** Whether two spellings name one address; an IPv4 address is the same where IPv6 carries it (`::ffff:1.2.3.4`). */
export function isSameAddress(one: string, other: string): boolean {
  return canonicalAddress(one) === canonicalAddress(other);
}

/** As the system spells it; what is no address stays as it is, and equals itself alone. */
function canonicalAddress(address: string): string {
  if (isIP(address) !== 6) return address;
  return new SocketAddress({ address, family: 'ipv6' }).address.replace(/^::ffff:(?=\d+\.)/, '');
}
