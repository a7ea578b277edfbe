import type pg from 'pg';
import type { FlatRow } from './flat-row.ts';
import type { Coded } from './flat-tables.ts';

type Column = readonly [name: string, type: string, value: (row: FlatRow) => unknown];

/** An array of arrays travels as an array of their spellings. */
const list = (values: readonly (string | number)[]) =>
  `{${values.map((value) => (typeof value === 'number' ? value : JSON.stringify(value))).join(',')}}`;

const WIDE: readonly Column[] = [
  ['tenant', 'int', (row) => row.tenant],
  ['part', 'int', (row) => row.part],
  ['key', 'text', (row) => row.key],
  ['day', 'date', (row) => row.day],
  ['time', 'timestamptz', (row) => row.time],
  ['seq', 'bigint', (row) => row.seq],
  ['id', 'text', (row) => row.id],
  ['method', 'text', (row) => row.method],
  ['host', 'text', (row) => row.host],
  ['path', 'text', (row) => row.path],
  ['query', 'text', (row) => row.query],
  ['status', 'int', (row) => row.status],
  ['duration_ms', 'float8', (row) => row.duration],
  ['size_bytes', 'float8', (row) => row.size],
  ['ip', 'text', (row) => row.ip],
  ['country', 'text', (row) => row.country],
  ['application', 'text', (row) => row.application],
  ['user_name', 'text', (row) => row.user],
  ['role', 'text', (row) => row.role],
  ['blocked', 'bool', (row) => row.blocked],
  ['endpoint_id', 'text', (row) => row.endpoint],
  ['types', 'text[]', (row) => list(row.types)],
  ['attacks', 'text[]', (row) => list(row.attacks)],
  ['detections', 'int', (row) => row.detections],
  ['tags', 'text[]', (row) => list(row.tags)],
  ['parameters', 'jsonb', (row) => row.parameters],
];

/** The numbers that stand for texts. */
export class Codes {
  readonly #codes = new Map<Coded, Map<string, number>>();

  of(dimension: Coded, value: string | null): number | null {
    if (value === null) return null;
    let own = this.#codes.get(dimension);
    if (!own) {
      own = new Map();
      this.#codes.set(dimension, own);
    }
    let code = own.get(value);
    if (code === undefined) {
      code = own.size + 1;
      own.set(value, code);
    }
    return code;
  }

  async write(client: pg.Pool | pg.PoolClient): Promise<void> {
    for (const [dimension, own] of this.#codes) {
      await client.query('INSERT INTO bench.code SELECT $1, * FROM unnest($2::int[], $3::text[])', [
        dimension,
        [...own.values()],
        [...own.keys()],
      ]);
    }
  }
}

function narrow(codes: Codes): readonly Column[] {
  return [
    ['tenant', 'int', (row) => row.tenant],
    ['part', 'int', (row) => row.part],
    ['time', 'timestamptz', (row) => row.time],
    ['seq', 'bigint', (row) => row.seq],
    ['method', 'int', (row) => codes.of('method', row.method)],
    ['host', 'int', (row) => codes.of('host', row.host)],
    ['ip', 'int', (row) => codes.of('ip', row.ip)],
    ['country', 'int', (row) => codes.of('country', row.country)],
    ['application', 'int', (row) => codes.of('application', row.application)],
    ['user_name', 'int', (row) => codes.of('user', row.user)],
    ['role', 'int', (row) => codes.of('role', row.role)],
    ['endpoint', 'int', (row) => codes.of('endpoint', row.endpoint)],
    ['status', 'int', (row) => row.status],
    ['duration', 'float4', (row) => row.duration],
    ['size', 'int', (row) => row.size],
    ['detections', 'int', (row) => row.detections],
    ['blocked', 'bool', (row) => row.blocked],
    ['types', 'int[]', (row) => list(row.types.map((type) => codes.of('type', type)!))],
  ];
}

type Client = pg.Pool | pg.PoolClient;

/** As the product inserts: an array per column. COPY hangs the socket of the embedded database. */
async function insert(client: Client, table: string, columns: readonly Column[], rows: readonly FlatRow[]) {
  const isList = (type: string) => type.endsWith('[]');
  const names = columns.map(([name]) => name).join(', ');
  const selected = columns.map(([name, type]) => (isList(type) ? `${name}::${type}` : name)).join(', ');
  const arrays = columns.map(([, type], index) => `$${index + 1}::${isList(type) ? 'text' : type}[]`).join(', ');
  await client.query(
    `INSERT INTO ${table} (${names}) SELECT ${selected} FROM unnest(${arrays}) AS input(${names})`,
    columns.map(([, , value]) => rows.map(value)),
  );
}

export async function insertWide(client: Client, rows: readonly FlatRow[]): Promise<void> {
  await insert(client, 'bench.request', WIDE, rows);
}

export async function insertFlat(client: Client, codes: Codes, rows: readonly FlatRow[]): Promise<void> {
  await insertWide(client, rows);
  await insert(client, 'bench.narrow', narrow(codes), rows);
}
