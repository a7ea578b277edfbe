import fc from 'fast-check';
import { expect, it } from 'vitest';
import { canonicalCidr, canonicalIp } from '../../../subgraph/values/addresses.ts';

it.each([
  ['10.0.0.1', '10.0.0.1'],
  [' 10.0.0.1 ', '10.0.0.1'],
  ['0:0:0:0:0:0:0:1', '::1'],
  ['[0:0:0:0:0:0:0:1]', '::1'],
  ['::ffff:192.0.2.1', '192.0.2.1'],
  ['::FFFF:c000:201', '192.0.2.1'],
  ['2001:DB8:0:0:1:0:0:1', '2001:db8::1:0:0:1'],
  ['2001:db8:0:1:1:1:1:1', '2001:db8:0:1:1:1:1:1'],
  ['FE80::1%eth0', 'fe80::1'],
  ['010.0.0.1', null],
  ['10.1', null],
  ['0x7f.1', null],
  ['256.0.0.1', null],
  ['1.2.3.4.', null],
  ['1.2.3.4.5', null],
  ['1.2.3.4:80', null],
  // a zone is a name, and not the rest of a list
  ['fe80::1%eth0, 10.0.0.1', null],
  ['example.com', null],
  ['-', null],
  ['', null],
])('address %s is %s', (text, canonical) => {
  expect(canonicalIp(text)).toBe(canonical);
});

it.each([
  ['10.1.2.3/8', '10.0.0.0/8'],
  ['10.1.2.3/32', '10.1.2.3/32'],
  ['10.1.2.3/0', '0.0.0.0/0'],
  ['10.1.2.255/25', '10.1.2.128/25'],
  ['2001:DB8:ffff::1/32', '2001:db8::/32'],
  ['2001:db8::1/128', '2001:db8::1/128'],
  ['::ffff:10.1.2.3/104', '10.0.0.0/8'],
  ['::ffff:10.1.2.3/90', '::ffc0:0:0/90'],
  ['10.1.2.3', null],
  ['10.1.2.3/33', null],
  ['10.1.2.3/-1', null],
  ['10.1.2.3/', null],
  ['::1/129', null],
  ['x/8', null],
])('network %s is %s', (text, canonical) => {
  expect(canonicalCidr(text)).toBe(canonical);
});

it('is its own canonical form and never throws', () => {
  fc.assert(
    fc.property(fc.oneof(fc.ipV4(), fc.ipV6(), fc.string()), (text) => {
      const canonical = canonicalIp(text);
      if (canonical !== null) expect(canonicalIp(canonical)).toBe(canonical);
      canonicalCidr(text);
    }),
  );
});
