import fc from 'fast-check';
import { type Range, rangeIn, verdictOn } from './address-guard';

const range = (cidr: string): Range => rangeIn(cidr)!;

/** What nobody outside may make us reach: the registries of IANA, first and last address of each. */
const special: readonly (readonly [string, ...string[]])[] = [
  ['this network (RFC 791)', '0.0.0.0', '0.255.255.255'],
  ['private (RFC 1918)', '10.0.0.0', '10.255.255.255'],
  ['private (RFC 1918)', '172.16.0.0', '172.31.255.255'],
  ['private (RFC 1918)', '192.168.0.0', '192.168.255.255'],
  ['behind a carrier’s NAT (RFC 6598)', '100.64.0.0', '100.127.255.255'],
  ['loopback (RFC 1122)', '127.0.0.0', '127.255.255.255'],
  ['link-local (RFC 3927), with the metadata of clouds', '169.254.0.0', '169.254.169.254'],
  ['protocol assignments (RFC 6890)', '192.0.0.0', '192.0.0.255'],
  ['documentation (RFC 5737)', '192.0.2.1', '198.51.100.1', '203.0.113.1'],
  ['AS112 (RFC 7534, 7535)', '192.31.196.1', '192.175.48.1'],
  ['AMT (RFC 7450)', '192.52.193.1'],
  ['6to4 relays (RFC 7526)', '192.88.99.1'],
  ['benchmarks (RFC 2544)', '198.18.0.0', '198.19.255.255'],
  ['multicast (RFC 5771)', '224.0.0.0', '239.255.255.255'],
  ['reserved (RFC 1112)', '240.0.0.0', '255.255.255.254'],
  ['broadcast (RFC 919)', '255.255.255.255'],
  ['unspecified and loopback (RFC 4291)', '::', '::1'],
  ['IPv4-compatible (RFC 4291)', '::7f00:1', '::808:808'],
  ['IPv4-mapped (RFC 4291)', '::ffff:127.0.0.1', '::ffff:a00:1', '::ffff:169.254.169.254'],
  ['IPv4-translated (RFC 2765)', '::ffff:0:7f00:1', '::ffff:0:808:808'],
  ['NAT64 (RFC 6052) of what is not public', '64:ff9b::a00:1', '64:ff9b::7f00:1'],
  ['NAT64 of one’s own (RFC 8215)', '64:ff9b:1::808:808'],
  ['discarded (RFC 6666)', '100::1'],
  ['Teredo (RFC 4380)', '2001::1', '2001:0:808:808::1'],
  ['protocol assignments (RFC 2928)', '2001:1::1', '2001:2::1', '2001:3::1', '2001:4:112::1'],
  ['ORCHID (RFC 4843, 7343)', '2001:10::1', '2001:20::1'],
  ['documentation (RFC 3849, 9637)', '2001:db8::1', '3fff::1'],
  ['6to4 (RFC 3056)', '2002:a00:1::1', '2002:808:808::1'],
  ['AS112 (RFC 7534)', '2620:4f:8000::1'],
  ['not given out', '4000::1', '8000::1', '1::1'],
  ['segment routing (RFC 9602)', '5f00::1'],
  ['unique-local (RFC 4193)', 'fc00::1', 'fdff:ffff::1', 'fd00:ec2::254'],
  ['link-local (RFC 4291)', 'fe80::1', 'fe80::1%eth0', 'febf::1'],
  ['site-local (RFC 3879)', 'fec0::1'],
  ['multicast (RFC 4291)', 'ff00::1', 'ff02::1', 'ff0e::1'],
];

const addresses = special.flatMap(([name, ...each]) => each.map((one) => [one, name] as const));

it.each(addresses)('%s is not reached: %s', (address) =>
  expect(verdictOn(address, [])).toEqual({ refused: expect.stringMatching(/^an? /) as string }),
);

it.each([
  '8.8.8.8',
  '100.63.255.255',
  '100.128.0.1',
  '172.15.255.255',
  '172.32.0.1',
  '192.0.1.1',
  '223.255.255.255',
  '2606:4700::1111',
  '2a00:1450:4001::1',
  '::ffff:8.8.8.8',
  '64:ff9b::808:808',
])('%s is public', (address) => expect(verdictOn(address, [])).toBe('public'));

it('says what it is instead', () => {
  expect(verdictOn('10.0.0.5', [])).toEqual({ refused: 'a private address' });
  expect(verdictOn('::ffff:127.0.0.1', [])).toEqual({ refused: 'an address of this machine' });
  expect(verdictOn('192.0.2.1', [])).toEqual({ refused: 'a reserved address' });
});

it('what the company named is allowed, in whatever form it is written', () => {
  const allowed = [range('10.1.0.0/16'), range('fd00:1::/32')];
  expect(verdictOn('10.1.2.3', allowed)).toBe('allowed');
  expect(verdictOn('::ffff:10.1.2.3', allowed)).toBe('allowed');
  expect(verdictOn('fd00:1::7', allowed)).toBe('allowed');
  expect(verdictOn('10.2.0.1', allowed)).toHaveProperty('refused');
  expect(verdictOn('fd00:2::7', allowed)).toHaveProperty('refused');
  expect(verdictOn('8.8.8.8', allowed)).toBe('public');
});

it.each([
  ['::ffff:10.0.0.0/104', '10.0.0.0/8'],
  ['::ffff:a01:200/120', '10.1.2.0/24'],
  ['64:ff9b::a00:0/104', '10.0.0.0/8'],
  ['::ffff:10.1.2.3/128', '10.1.2.3/32'],
])('%s is %s, in whatever form an address in it is written', (wrapped, plain) => {
  const [network] = range(plain);
  for (const address of [`${network.toString()}`, `::ffff:${network.toString()}`]) {
    expect(verdictOn(address, [range(wrapped)])).toBe('allowed');
    expect(verdictOn(address, [range(plain)])).toBe('allowed');
  }
  expect(verdictOn('10.1.3.4', [range(wrapped)])).toEqual(verdictOn('10.1.3.4', [range(plain)]));
  expect(verdictOn('fd00::7', [range(wrapped)])).toHaveProperty('refused');
});

it('IPv6 that wraps IPv4 counts as what it wraps', () => {
  fc.assert(
    fc.property(fc.ipV4(), (address) => {
      const verdict = verdictOn(address, []);
      const bytes = address.split('.').map((byte) => Number(byte).toString(16).padStart(2, '0'));
      const hex = `${bytes[0]}${bytes[1]}:${bytes[2]}${bytes[3]}`;
      expect(verdictOn(`::ffff:${hex}`, [])).toEqual(verdict);
      expect(verdictOn(`64:ff9b::${hex}`, [])).toEqual(verdict);
      expect(verdictOn(`2002:${hex}::1`, [])).not.toBe('public');
    }),
  );
});

it('IPv6 is public in 2000::/3 only', () => {
  const outside = fc.integer({ min: 1, max: 0xffff }).filter((n) => n < 0x2000 || n > 0x3fff);
  fc.assert(
    fc.property(outside, fc.integer({ min: 0, max: 0xffff }), (first, last) => {
      const address = `${first.toString(16)}:1::${last.toString(16)}`;
      expect(verdictOn(address, [])).toHaveProperty('refused');
    }),
  );
});

it.each([
  '10.0.0.0',
  '10.0.0.0/33',
  '10/8',
  '300.0.0.0/8',
  'fd00::/129',
  'localhost/8',
  '',
  '::ffff:10.0.0.0/95',
  '64:ff9b::/64',
])('%s is no range', (text) => expect(rangeIn(text)).toBeUndefined());
