import { awsAlbReader } from './cloud/aws-alb.reader.ts';
import { awsWafReader } from './cloud/aws-waf.reader.ts';
import { cloudfrontReader } from './cloud/cloudfront.reader.ts';
import { combinedReader } from './combined.reader.ts';
import { harReader } from './documents/har.reader.ts';
import { recordedReader } from './documents/recorded.reader.ts';
import { rawReader } from './messages/raw.reader.ts';
import { restlerReader } from './messages/restler.reader.ts';
import { modsecurityReader } from './modsecurity/modsecurity.reader.ts';
import { modsecuritySerialReader } from './modsecurity/serial.reader.ts';
import { ndjsonReader } from './ndjson.reader.ts';
import { otlpReader } from './otlp/otlp.reader.ts';
import { caddyReader } from './proxies/caddy.reader.ts';
import { envoyReader } from './proxies/envoy.reader.ts';
import { haproxyReader } from './proxies/haproxy.reader.ts';
import { nginxJsonReader } from './proxies/nginx-json.reader.ts';
import { nginxProxyManagerReader } from './proxies/nginx-proxy-manager.reader.ts';
import { traefikReader } from './proxies/traefik.reader.ts';
import { FORMATS, type Format, type Reader } from './reader.type.ts';
import { suricataReader } from './sensors/suricata.reader.ts';
import { zeekReader } from './sensors/zeek.reader.ts';

export { DamagedInput, damageOf } from './damage.ts';
export { lines, unpack } from './input.ts';

/** Complete by type: a format without its reader does not compile. */
const BY_FORMAT: Record<Format, Reader> = {
  ndjson: ndjsonReader(),
  combined: combinedReader(),
  otlp: otlpReader({ readerFor, detectFormat }),
  har: harReader(),
  modsecurity: modsecurityReader(),
  'modsecurity-serial': modsecuritySerialReader(),
  recorded: recordedReader(),
  'nginx-json': nginxJsonReader(),
  'nginx-proxy-manager': nginxProxyManagerReader(),
  envoy: envoyReader(),
  traefik: traefikReader(),
  caddy: caddyReader(),
  haproxy: haproxyReader(),
  'aws-alb': awsAlbReader(),
  'aws-waf': awsWafReader(),
  cloudfront: cloudfrontReader(),
  zeek: zeekReader(),
  suricata: suricataReader(),
  restler: restlerReader(),
  raw: rawReader(),
};

/** One per format, in the order of `--help`. */
export const READERS: readonly Reader[] = FORMATS.map((format) => BY_FORMAT[format]);

export function readerFor(format: Format): Reader {
  return BY_FORMAT[format];
}

/** What a file most likely is. */
export interface Detected {
  format: Format;
  /** 0.4 to 1: certain. */
  sureness: number;
}

/** Below, nothing is taken for a format. */
const SURE_ENOUGH = 0.4;

/** The format that a file is most likely of, by the beginning of its text; null: it looks like none of them. */
export function detectFormat(head: string): Detected | null {
  const [best] = READERS.map(({ format, detect }) => ({ format, sureness: detect(head) })).sort(
    (a, b) => b.sureness - a.sureness,
  );
  return best && best.sureness >= SURE_ENOUGH ? best : null;
}
