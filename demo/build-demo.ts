/**
 * Makes the demo traffic from the public data sets and the audit log of their replay (see README.md), and prints what is in it.
 *
 *     npx tsx demo/build-demo.ts <data folder> <audit log> [source ...]
 */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import type { IncomingBody } from '../subgraph/ingest/incoming.type.ts';
import { deriveDetections, readAuditLog, toDetections } from './detections.ts';
import type { DemoRequest, Recorded } from './recorded.ts';
import { readSources, type Source } from './sources.ts';

const OUTPUT = join(import.meta.dirname, 'traffic');
/** Of a body, more is not kept. */
const BODY_LIMIT = 2048;

function main(): void {
  const [data, auditLog, ...wanted] = process.argv.slice(2);
  if (!data || !auditLog) throw new Error('Usage: npx tsx demo/build-demo.ts <data folder> <audit log> [source ...]');
  const rules = readAuditLog(readFileSync(auditLog, 'utf8'));
  const sources = readSources(data, wanted);
  mkdirSync(OUTPUT, { recursive: true });
  for (const source of sources) {
    const derived = deriveDetections(source.joined ? [] : source.records);
    const requests = source.records.map((record) =>
      finish(record, toDetections(record, rules.get(record.key) ?? [], derived.get(record.key) ?? [])),
    );
    write(source, requests);
  }
  report(sources);
}

/** Bodies are kept where something was detected. */
function finish(record: Recorded, detections: DemoRequest['detections'] = []): DemoRequest {
  const { request } = record;
  if (detections.length === 0) return request;
  request.detections = detections;
  const requestBody = toBody(record.requestBody, record.requestHeaders);
  const responseBody = toBody(record.responseBody, record.responseHeaders);
  if (requestBody || responseBody) {
    request.content = {
      ...request.content,
      ...(requestBody ? { requestBody } : {}),
      ...(responseBody ? { responseBody } : {}),
    };
  }
  return request;
}

function toBody(text: string, headers: Recorded['requestHeaders']): IncomingBody | undefined {
  if (!text) return undefined;
  const mediaType = headers.find(({ name }) => name.toLowerCase() === 'content-type')?.value.split(';')[0];
  const kept = text.slice(0, BODY_LIMIT);
  return {
    mediaType: mediaType ?? null,
    sizeBytes: Buffer.byteLength(text),
    truncated: kept !== text,
    text: kept,
  };
}

function write({ name, shiftDays }: Source, requests: DemoRequest[]): void {
  const text = requests.map((request) => `${JSON.stringify(request)}\n`).join('');
  // Node writes neither a name nor a time into the header: equal text gives equal bytes.
  const packed = gzipSync(text, { level: 9 });
  writeFileSync(join(OUTPUT, `${name}.ndjson.gz`), packed);
  console.log(`${name}: ${requests.length} requests, moved by ${shiftDays} days, ${packed.length} bytes`);
}

function report(sources: Source[]): void {
  const records = sources.flatMap((source) => source.records);
  const detections = records.flatMap(({ request }) => request.detections ?? []);
  print(
    'host',
    records.map(({ request }) => request.host),
  );
  print(
    'day',
    records.map(({ request }) => request.time.slice(0, 10)),
  );
  print(
    'method',
    records.map(({ request }) => request.method),
  );
  print(
    'status',
    records.map(({ request }) => String(request.status)),
  );
  print(
    'attack type',
    detections.map(({ type }) => type),
  );
  print(
    'rule',
    detections.flatMap(({ tags }) => tags.filter(({ key }) => key === 'rule').map(({ value }) => value)),
  );
  console.log(`${records.filter(({ request }) => request.detections).length} requests with detections`);
  console.log(`${new Set(detections.map(({ attackId }) => attackId)).size} attacks`);
  console.log(`${new Set(records.map(sessionOf)).size} sessions`);
}

/** As sessions.config.json and the built-in fallbacks group them. */
function sessionOf({ session, request: { time, ip, content } }: Recorded): string {
  const header = (wanted: string) => content?.requestHeaders?.find(({ name }) => name.toLowerCase() === wanted)?.value;
  const key = session ?? header('cookie') ?? header('x-restler-sequence-id') ?? `${ip} ${header('user-agent')}`;
  return `${time.slice(0, 10)} ${key}`;
}

function print(title: string, values: string[]): void {
  const counts = new Map<string, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  console.log(`\n${title}`);
  for (const [value, count] of [...counts].sort()) console.log(`  ${value}: ${count}`);
}

main();
