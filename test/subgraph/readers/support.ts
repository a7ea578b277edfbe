import { createReadStream } from 'node:fs';
import { Readable } from 'node:stream';
import type { IncomingRequest } from '../../../subgraph/ingest/incoming.type.ts';
import { unpack } from '../../../subgraph/ingest/readers/index.ts';
import type { AccessLogFacts, Reader, ReadRecord } from '../../../subgraph/ingest/readers/reader.type.ts';

/** Now, for readers under test. */
export const NOW = () => Date.UTC(2026, 0, 1);

/** A file of `test/data`, unpacked. */
export function data(name: string): Readable {
  return unpack(createReadStream(new URL(`../../data/${name}`, import.meta.url)));
}

export async function readAll(
  reader: Reader,
  input: Readable | string | Buffer,
  facts?: AccessLogFacts,
): Promise<ReadRecord[]> {
  const stream = input instanceof Readable ? input : Readable.from([Buffer.from(input as string)]);
  const records: ReadRecord[] = [];
  for await (const record of reader.read(stream, facts)) records.push(record);
  return records;
}

export const accepted = (records: readonly ReadRecord[]): IncomingRequest[] =>
  records.flatMap((r) => ('request' in r ? r.request : []));
export const reasons = (records: readonly ReadRecord[]): string[] =>
  records.flatMap((r) => ('rejected' in r ? r.rejected : []));

/** The request of an input that holds exactly one good record. */
export async function one(reader: Reader, input: string | Buffer): Promise<IncomingRequest> {
  const [record, ...more] = await readAll(reader, input);
  if (!record || more.length > 0 || 'rejected' in record)
    throw new Error(`no single request: ${JSON.stringify(record)}`);
  return record.request;
}

/** The reason of an input that holds exactly one bad record. */
export async function reason(reader: Reader, input: string | Buffer): Promise<string> {
  const [record, ...more] = await readAll(reader, input);
  if (!record || more.length > 0 || 'request' in record)
    throw new Error(`no single rejection: ${JSON.stringify(record)}`);
  return record.rejected;
}
