import ipaddr from 'ipaddr.js';

const PLAIN_IPV4 = /^(?:(?:25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)(?:\.(?!$)|$)){4}$/;

/**
 * The one spelling of an address: IPv4 dotted, IPv4-mapped IPv6 as IPv4, IPv6 after RFC 5952 (lower case, shortest), zone
 * id (`%eth0`) and brackets dropped. Null: not an address. IPv4 with leading zeros, fewer than four parts or hexadecimal
 * parts is refused: programs disagree about what it means.
 */
export function canonicalIp(text: string): string | null {
  // nearly every log line: already canonical
  if (PLAIN_IPV4.test(text)) return text;
  const address = parseIp(text);
  return address === null ? null : spelling(address);
}

/**
 * The network that a CIDR names, host bits cleared: `10.1.2.3/8` is `10.0.0.0/8`, `::ffff:10.1.2.3/104` too. Null: not a
 * CIDR (a plain address is none).
 */
export function canonicalCidr(text: string): string | null {
  const match = /^([^/]+)\/(\d{1,3})$/.exec(text.trim());
  const address = match?.[1] === undefined ? null : parseIp(match[1]);
  if (address === null) return null;
  let bits = Number(match?.[2]);
  if (bits > (address.kind() === 'ipv4' ? 32 : 128)) return null;
  if (address instanceof ipaddr.IPv6 && address.isIPv4MappedAddress() && bits >= 96) {
    bits -= 96;
    return `${spelling(network(address.toIPv4Address(), bits))}/${bits}`;
  }
  // a mapped address with fewer than 96 bits names more than the IPv4 space: it stays IPv6
  const base = network(address, bits);
  return `${base instanceof ipaddr.IPv6 ? base.toRFC5952String() : base.toString()}/${bits}`;
}

type Address = ipaddr.IPv4 | ipaddr.IPv6;

function parseIp(text: string): Address | null {
  const bare = text.trim().replace(/^\[(.*)\]$/, '$1');
  if (!bare.includes(':')) return PLAIN_IPV4.test(bare) ? ipaddr.IPv4.parse(bare) : null;
  const withoutZone = bare.replace(/%[\w.~-]*$/, '');
  return ipaddr.IPv6.isValid(withoutZone) ? ipaddr.IPv6.parse(withoutZone) : null;
}

function spelling(address: Address): string {
  if (address instanceof ipaddr.IPv4) return address.toString();
  return address.isIPv4MappedAddress() ? address.toIPv4Address().toString() : address.toRFC5952String();
}

function network(address: Address, bits: number): Address {
  const bytes = address.toByteArray();
  return ipaddr.fromByteArray(
    bytes.map((byte, i) => byte & (0xff & (0xff << (8 - Math.min(8, Math.max(0, bits - i * 8)))))),
  );
}
