/**
 * Addresses that stand in place of loopback. Each is the first of a block that is announced in its country, which no machine
 * has: nobody real stands for an attacker. The country is looked up in @ip-location-db/geo-whois-asn-country-mmdb when
 * traffic is recorded; the tags below are the gateway's own list.
 */
export const HOMES = [
  '91.64.0.0', // DE
  '84.128.0.0', // DE
  '90.0.0.0', // FR
  '82.64.0.0', // FR
  '81.128.0.0', // GB
  '73.0.0.0', // US
  '98.192.0.0', // US
  '177.32.0.0', // BR
  '49.36.0.0', // IN
  '126.0.0.0', // JP
  '84.80.0.0', // NL
  '83.0.0.0', // PL
  '88.0.0.0', // ES
  '79.0.0.0', // IT
  '70.48.0.0', // CA
  '1.128.0.0', // AU
] as const;

/** One for each key of the bot. */
export const BOT_HOMES = [
  '189.0.0.0', // BR
  '14.160.0.0', // VN
  '36.64.0.0', // ID
  '78.160.0.0', // TR
  '190.16.0.0', // AR
  '105.112.0.0', // NG
  '178.54.0.0', // UA
  '117.192.0.0', // IN
  '41.13.0.0', // ZA
  '187.128.0.0', // MX
  '177.32.128.0', // BR
  '49.36.128.0', // IN
] as const;

export const HETZNER = '5.9.0.0';
export const OVH = '51.38.0.0';
export const DIGITALOCEAN = '104.131.0.0';
export const TOR = '185.220.101.0';
export const VPN = '185.159.157.0';

const TAGS: Record<string, string> = {
  [HETZNER]: 'hetzner',
  [OVH]: 'ovh',
  [DIGITALOCEAN]: 'digitalocean',
  [TOR]: 'tor',
  [VPN]: 'vpn',
};

export function tagsOf(ip: string): string[] {
  if (BOT_HOMES.includes(ip as (typeof BOT_HOMES)[number])) return ['proxy'];
  return TAGS[ip] === undefined ? [] : [TAGS[ip]];
}
