import type { Reader, Response } from 'maxmind';
import { StartupError } from '../startup-error.ts';
import { HOSTING_NETWORKS } from './hosting-networks.ts';

/** What is known of an address beside the traffic itself. */
export interface Places {
  /** ISO 3166-1 alpha-2; null: not known. */
  countryOf(ip: string): string | null;
  /** Source tags: the hosting company, and VPN, Tor, proxy where the file knows them. */
  tagsOf(ip: string): string[];
}

/** Files of addresses. */
export interface PlaceFiles {
  /** Countries; null: none. */
  geoip: string | null;
  /** Networks, or anonymous addresses; null: none. */
  asn: string | null;
}

/** What names the files in the environment. */
const PLACE_VARIABLES = { geoip: 'SESSIONS_GEOIP', asn: 'SESSIONS_ASN' };
/** And on the command line, which goes before it. */
const PLACE_OPTIONS = { geoip: '--geoip', asn: '--asn' };

/**
 * Opens files of MaxMind's format (`.mmdb`), of whoever makes them: their own GeoLite2 and GeoIP2, DB-IP, ip-location-db.
 * @param env as the environment names them
 * @param options as a command line does
 * @throws {StartupError} a file cannot be read, or does not say what it is given for
 */
export async function openPlaces(env: PlaceFiles, options: Partial<PlaceFiles> = {}): Promise<Places> {
  const open = (kind: keyof PlaceFiles) => {
    const file = options[kind] ?? env[kind];
    return file === null ? null : opened(file, kind, (options[kind] ? PLACE_OPTIONS : PLACE_VARIABLES)[kind]);
  };
  const countries = await open('geoip');
  const networks = await open('asn');
  return {
    countryOf: (ip) => countryIn(countries?.get(ip)),
    tagsOf: (ip) => tagsIn(networks?.get(ip)),
  };
}

/** A record, as different makers spell it. */
type Entry = Record<string, unknown>;

/** @param name what names the file */
async function opened(file: string, kind: keyof PlaceFiles, name: string): Promise<Reader<Response>> {
  // Loaded when a file is given, which few imports are.
  const { open } = await import('maxmind');
  let reader: Reader<Response>;
  try {
    reader = await open<Response>(file);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new StartupError(`cannot read ${file} (${name}): ${code ?? 'it is no file of the MMDB format'}`);
  }
  const { databaseType } = reader.metadata;
  const fits = kind === 'geoip' ? /country|city|location|enterprise/i : /asn|isp|anonymous|connection|enterprise/i;
  if (!fits.test(databaseType)) {
    const should = kind === 'geoip' ? 'countries or cities' : 'networks (ASN, ISP) or anonymous addresses';
    throw new StartupError(
      `${file} (${name}) is of type ${JSON.stringify(databaseType)}: it should be one of ${should}`,
    );
  }
  return reader;
}

function countryIn(found: unknown): string | null {
  const entry = found as Entry | null | undefined;
  const named = (entry?.country ?? entry?.registered_country) as Entry | string | undefined;
  const code = typeof named === 'object' ? named.iso_code : (named ?? entry?.country_code);
  return typeof code === 'string' && /^[A-Z]{2}$/.test(code) && code !== 'ZZ' ? code : null;
}

/** Of GeoIP2 Anonymous IP. */
const ANONYMOUS: readonly [property: string, tag: string][] = [
  ['is_anonymous_vpn', 'vpn'],
  ['is_tor_exit_node', 'tor'],
  ['is_public_proxy', 'proxy'],
  ['is_residential_proxy', 'proxy'],
  ['is_hosting_provider', 'datacenter'],
];

function tagsIn(found: unknown): string[] {
  const entry = found as Entry | null | undefined;
  if (!entry) return [];
  const tags = ANONYMOUS.flatMap(([property, tag]) => (entry[property] === true ? [tag] : []));
  const hosting = HOSTING_NETWORKS.get(Number(entry.autonomous_system_number ?? entry.asn));
  return [...new Set(hosting === undefined ? tags : [...tags, hosting])];
}
