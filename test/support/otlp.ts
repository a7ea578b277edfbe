// OTLP as its protocol has it on the wire, written by hand: what decodes it is not what wrote it.

export type Plain = string | number | boolean | readonly string[];
export type Attributes = Record<string, Plain>;

export interface SpanGiven {
  trace?: string;
  span?: string;
  /** 2 is SERVER. */
  kind?: number;
  start?: bigint;
  end?: bigint;
  attributes: Attributes;
  events?: Attributes[];
}

export interface LogGiven {
  time?: bigint;
  body?: string;
  attributes: Attributes;
}

const varint = (value: number | bigint): number[] => {
  let rest = BigInt(value);
  const bytes: number[] = [];
  do {
    const more = rest > 127n;
    bytes.push(Number(rest & 127n) | (more ? 128 : 0));
    rest >>= 7n;
  } while (rest > 0n);
  return bytes;
};
const bytes = (field: number, value: Uint8Array | string): Buffer => {
  const content = Buffer.from(value as Uint8Array);
  return Buffer.concat([Buffer.from([...varint((field << 3) | 2), ...varint(content.length)]), content]);
};
const number = (field: number, value: number | bigint) => Buffer.from([...varint(field << 3), ...varint(value)]);
const fixed64 = (field: number, value: bigint) => {
  const content = Buffer.alloc(8);
  content.writeBigUInt64LE(value);
  return Buffer.concat([Buffer.from(varint((field << 3) | 1)), content]);
};
const join = (...parts: Buffer[]) => Buffer.concat(parts);

function anyValue(value: Plain): Buffer {
  if (typeof value === 'string') return bytes(1, value);
  if (typeof value === 'boolean') return number(2, value ? 1 : 0);
  if (typeof value === 'number') return number(3, value);
  return bytes(5, join(...value.map((each) => bytes(1, anyValue(each)))));
}
const keyValues = (field: number, attributes: Attributes) =>
  join(
    ...Object.entries(attributes).map(([key, value]) => bytes(field, join(bytes(1, key), bytes(2, anyValue(value))))),
  );

export const TRACE = '5b8efff798038103d269b633813fc60c';
export const START = 1_715_508_000_000_000_000n;
/** Ids of a span that differ by a number. */
export const spanId = (n: number) => n.toString(16).padStart(16, '0');

export function tracesInProtobuf(spans: readonly SpanGiven[], resource: Attributes = {}): Buffer {
  const all = spans.map(
    ({
      trace = TRACE,
      span = spanId(1),
      kind = 2,
      start = START,
      end = START + 12_500_000n,
      attributes,
      events = [],
    }) =>
      bytes(
        2,
        join(
          bytes(1, Buffer.from(trace, 'hex')),
          bytes(2, Buffer.from(span, 'hex')),
          bytes(5, 'GET /'),
          number(6, kind),
          fixed64(7, start),
          fixed64(8, end),
          keyValues(9, attributes),
          ...events.map((event) => bytes(11, join(fixed64(1, start), bytes(2, 'match'), keyValues(3, event)))),
          // A field that is not read: the status.
          bytes(15, number(3, 1)),
        ),
      ),
  );
  return bytes(1, join(bytes(1, keyValues(1, resource)), bytes(2, join(bytes(1, bytes(1, 'scope')), ...all))));
}

const plain = (value: Plain): object => {
  if (typeof value === 'string') return { stringValue: value };
  if (typeof value === 'boolean') return { boolValue: value };
  if (typeof value === 'number') return { intValue: String(value) };
  return { arrayValue: { values: value.map(plain) } };
};
const listed = (attributes: Attributes) =>
  Object.entries(attributes).map(([key, value]) => ({ key, value: plain(value) }));

export function tracesInJson(spans: readonly SpanGiven[], resource: Attributes = {}): string {
  const all = spans.map(
    ({
      trace = TRACE,
      span = spanId(1),
      kind = 2,
      start = START,
      end = START + 12_500_000n,
      attributes,
      events = [],
    }) => ({
      traceId: trace.toUpperCase(),
      spanId: span,
      name: 'GET /',
      kind,
      startTimeUnixNano: String(start),
      endTimeUnixNano: String(end),
      attributes: listed(attributes),
      events: events.map((event) => ({ timeUnixNano: String(start), name: 'match', attributes: listed(event) })),
    }),
  );
  return JSON.stringify({
    resourceSpans: [{ resource: { attributes: listed(resource) }, scopeSpans: [{ scope: {}, spans: all }] }],
  });
}

export function logsInProtobuf(logs: readonly LogGiven[], resource: Attributes = {}): Buffer {
  const all = logs.map(({ time = START, body = 'served', attributes }) =>
    bytes(2, join(fixed64(1, time), bytes(5, bytes(1, body)), keyValues(6, attributes), fixed64(11, START))),
  );
  return bytes(1, join(bytes(1, keyValues(1, resource)), bytes(2, join(...all))));
}
