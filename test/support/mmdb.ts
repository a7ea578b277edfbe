import { writeFileSync } from 'node:fs';

type Value = string | number | boolean | string[] | { [key: string]: Value };

/**
 * Writes a file of the MMDB format with some IPv4 networks, as its specification has it: a tree of 24-bit records, the
 * values, and what the file says of itself.
 * @param networks `203.0.113.0/24` to what it says
 */
export function writeMmdb(path: string, type: string, networks: Record<string, Value>): void {
  const nodes: [Branch, Branch][] = [[null, null]];
  const data: Buffer[] = [];
  let length = 0;
  for (const [network, value] of Object.entries(networks)) {
    const [address = '', bits = '32'] = network.split('/');
    const number = address.split('.').reduce((sum, part) => sum * 256 + Number(part), 0);
    const offset = length;
    data.push(encoded(value));
    length += data.at(-1)!.length;
    let node = nodes[0]!;
    for (let depth = 0; depth < Number(bits); depth++) {
      const side = Math.floor(number / 2 ** (31 - depth)) % 2;
      if (depth === Number(bits) - 1) node[side] = { offset };
      else {
        node[side] ??= nodes.push([null, null]) - 1;
        node = nodes[node[side] as number]!;
      }
    }
  }
  const tree = nodes.map((node) => Buffer.concat(node.map((branch) => record(branch, nodes.length))));
  const metadata = encoded({
    binary_format_major_version: 2,
    binary_format_minor_version: 0,
    build_epoch: 1,
    database_type: type,
    description: {},
    ip_version: 4,
    languages: [],
    node_count: nodes.length,
    record_size: 24,
  });
  const marker = Buffer.from('\xab\xcd\xefMaxMind.com', 'latin1');
  writeFileSync(path, Buffer.concat([...tree, Buffer.alloc(16), ...data, marker, metadata]));
}

/** Null: nothing is known there; a number: the node that goes on; else a value. */
type Branch = number | { offset: number } | null;

function record(branch: Branch, count: number): Buffer {
  const bytes = Buffer.alloc(3);
  bytes.writeUIntBE(branch === null ? count : typeof branch === 'number' ? branch : count + 16 + branch.offset, 0, 3);
  return bytes;
}

/** Types 1 to 7 stand in the first byte, later ones in a second. */
function encoded(value: Value): Buffer {
  if (typeof value === 'string') return Buffer.concat([head(2, Buffer.byteLength(value)), Buffer.from(value)]);
  if (typeof value === 'boolean') return Buffer.from([value ? 1 : 0, 14 - 7]);
  if (typeof value === 'number') {
    const bytes = Buffer.alloc(4);
    bytes.writeUInt32BE(value);
    return Buffer.concat([head(6, 4), bytes]);
  }
  if (Array.isArray(value)) return Buffer.concat([Buffer.from([value.length, 11 - 7]), ...value.map(encoded)]);
  const entries = Object.entries(value);
  return Buffer.concat([head(7, entries.length), ...entries.flatMap(([key, each]) => [encoded(key), encoded(each)])]);
}

function head(type: number, size: number): Buffer {
  return size < 29 ? Buffer.from([(type << 5) | size]) : Buffer.from([(type << 5) | 29, size - 29]);
}
