import type pg from 'pg';

/** A column of rows that are written together: its name, its SQL type, and how a row fills it. */
export interface Column<Row> {
  name: string;
  type: 'text' | 'text[]' | 'int[]' | 'int' | 'bigint' | 'float8' | 'bool' | 'date' | 'timestamptz' | 'jsonb';
  /** What is written in place of the value as it is given: an expression of SQL over the columns. */
  sql?: string;
  value(row: Row): unknown;
}

/**
 * Inserts rows from one array per column, in their order: an insert of a hundred thousand rows then takes about two
 * seconds. COPY would be faster still and hangs the socket of the embedded database.
 * Table, columns and `suffix` (`ON CONFLICT ...`) are constants of the calling file, never input.
 */
export async function insertRows<Row>(
  client: pg.ClientBase,
  table: string,
  columns: readonly Column<Row>[],
  rows: readonly Row[],
  suffix = '',
): Promise<void> {
  if (rows.length === 0) return;
  const names = columns.map(({ name }) => `"${name}"`).join(', ');
  await client.query(`INSERT INTO "${table}" (${names}) SELECT ${selected(columns)} ${from(columns)} ${suffix}`, [
    ...columns.map((column) => arrayOf(column, rows)),
  ]);
}

/** `FROM unnest(...)` over the arrays that `arrayOf` makes, numbered from `$first`. */
export function from(columns: readonly Column<never>[], first = 1): string {
  const arrays = columns.map(({ type }, index) => `$${index + first}::${type.endsWith('[]') ? 'text' : type}[]`);
  return `FROM unnest(${arrays.join(', ')}) AS input(${columns.map(({ name }) => `"${name}"`).join(', ')})`;
}

export function selected(columns: readonly Column<never>[]): string {
  return columns
    .map(({ name, type, sql }) => sql ?? (type.endsWith('[]') ? `"${name}"::${type}` : `"${name}"`))
    .join(', ');
}

/**
 * The values of one column, spelled as an array of PostgreSQL. The driver would spell them as well, value by value and
 * several times slower, and an array of arrays as one of two dimensions.
 */
export function arrayOf<Row>(column: Column<Row>, rows: readonly Row[]): string {
  return `{${rows.map((row) => elementOf(column, column.value(row))).join(',')}}`;
}

function elementOf<Row>({ type }: Column<Row>, value: unknown): string {
  if (value === null || value === undefined) return 'NULL';
  if (type === 'int[]') return `"{${(value as readonly number[]).join(',')}}"`;
  if (type === 'text[]') return quoted(`{${(value as readonly string[]).map(quoted).join(',')}}`);
  if (type === 'jsonb') return quoted(JSON.stringify(value));
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : quoted(String(value));
}

function quoted(text: string): string {
  return /["\\]/.test(text) ? `"${text.replace(/["\\]/g, '\\$&')}"` : `"${text}"`;
}
