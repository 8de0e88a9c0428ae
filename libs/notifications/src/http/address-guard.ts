import ipaddr from 'ipaddr.js';

type Address = ipaddr.IPv4 | ipaddr.IPv6;

/** Addresses that may be reached though they are not public, such as `10.0.0.0/8`. */
export type Range = readonly [network: Address, bits: number];

/** `allowed`: not public, but in a range that the company named; `refused` says what it is instead. */
export type Verdict = 'public' | 'allowed' | { readonly refused: string };

/**
 * A range of IPv4 that is written in IPv6, such as `::ffff:10.0.0.0/104`, is the one that it wraps, as
 * addresses are; one that is wider than its wrapping means nothing.
 * @returns `undefined` for what is no range in CIDR notation, such as `10.0.0.0/8` or `fd00::/8`
 */
export function rangeIn(cidr: string): Range | undefined {
  const isRange = ipaddr.IPv4.isValidCIDRFourPartDecimal(cidr) || ipaddr.IPv6.isValidCIDR(cidr);
  if (!isRange) return undefined;
  const [network, bits] = ipaddr.parseCIDR(cidr);
  const reached = reachedBy(network);
  if (reached.kind() === network.kind()) return [network, bits];
  return bits < wrappingBits ? undefined : [reached, bits - wrappingBits];
}

/** Whether a program of ours may connect to an address that somebody else chose. */
export function verdictOn(address: string, allowed: readonly Range[]): Verdict {
  const reached = reachedBy(ipaddr.parse(address));
  if (allowed.some((range) => lies(reached, range))) return 'allowed';
  const kind = kindOf(reached);
  return kind === 'unicast' ? 'public' : { refused: words[kind] ?? 'a reserved address' };
}

/** What stands before an address of IPv4 in IPv6, in either wrapping. */
const wrappingBits = 96;
const nat64 = ipaddr.IPv6.parseCIDR(`64:ff9b::/${wrappingBits}`);

/** Where a packet ends up: IPv6 that is a wrapping of IPv4 counts as what it wraps (RFC 4291, 6052). */
function reachedBy(address: Address): Address {
  if (address.kind() === 'ipv4') return address;
  const ipv6 = address as ipaddr.IPv6;
  if (ipv6.isIPv4MappedAddress()) return ipv6.toIPv4Address();
  if (ipv6.match(nat64)) return new ipaddr.IPv4(ipv6.toByteArray().slice(-4));
  return ipv6;
}

function lies(address: Address, [network, bits]: Range): boolean {
  return address.kind() === network.kind() && address.match(network, bits);
}

const globalUnicast = ipaddr.IPv6.parseCIDR('2000::/3');

/** What the registries of IANA say of it; of IPv6 only what they have given out is public. */
function kindOf(address: Address): string {
  const isGivenOut = address.kind() === 'ipv4' || lies(address, globalUnicast);
  const kind = address.range();
  return kind === 'unicast' && !isGivenOut ? 'reserved' : kind;
}

const words: Readonly<Record<string, string>> = {
  private: 'a private address',
  uniqueLocal: 'a private address',
  loopback: 'an address of this machine',
  unspecified: 'an address of this machine',
  linkLocal: 'a link-local address',
  carrierGradeNat: 'an address behind a carrier’s NAT',
  multicast: 'a multicast address',
  broadcast: 'a broadcast address',
  '6to4': 'a 6to4 address',
  teredo: 'a Teredo address',
  rfc6052: 'a NAT64 address',
};
