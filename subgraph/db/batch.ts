import type pg from 'pg';

/** A column of rows that are written together: its name, its SQL type, and how a row fills it. */
export interface Column<Row> {
  name: string;
  type: 'text' | 'text[]' | 'int' | 'bigint' | 'float8' | 'bool' | 'date' | 'timestamptz' | 'jsonb';
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
  const arrays = columns.map(({ type }, index) => `$${index + first}::${type === 'text[]' ? 'text' : type}[]`);
  return `FROM unnest(${arrays.join(', ')}) AS input(${columns.map(({ name }) => `"${name}"`).join(', ')})`;
}

export function selected(columns: readonly Column<never>[]): string {
  return columns.map(({ name, type }) => (type === 'text[]' ? `"${name}"::text[]` : `"${name}"`)).join(', ');
}

/** The values of one column as the driver takes them: an array of arrays must travel as an array of their spellings. */
export function arrayOf<Row>(column: Column<Row>, rows: readonly Row[]): unknown[] {
  return rows.map((row) => {
    const value = column.value(row);
    if (column.type === 'text[]') return arrayLiteral(value as readonly string[]);
    if (column.type === 'jsonb') return value === null ? null : JSON.stringify(value);
    return value;
  });
}

/** `{"a","b"}`, with quotes and backslashes escaped. */
function arrayLiteral(values: readonly string[]): string {
  return `{${values.map((value) => `"${value.replace(/["\\]/g, '\\$&')}"`).join(',')}}`;
}
