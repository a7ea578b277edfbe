import { stringify } from 'csv-stringify/sync';
import type { ExportFormat } from './format.type.ts';
import { neutralCell } from './neutral-cell.ts';

type Cell = string | number | null;

/** What a cell of each column has. */
export type Columns<Row> = readonly (readonly [name: string, cell: (row: Row) => Cell])[];

/** RFC 4180, in UTF-8. */
export function csv<Row>(columns: Columns<Row>): ExportFormat<Row> {
  return {
    mediaType: 'text/csv; charset=utf-8; header=present',
    extension: 'csv',
    newestFirst: true,
    withContent: false,
    before: lines([columns.map(([name]) => name)]),
    between: '',
    after: '',
    write: (rows) => lines(rows.map((row) => columns.map(([, cell]) => cell(row)))),
  };
}

function lines(rows: readonly Cell[][]): string {
  const neutral = rows.map((cells) => cells.map((cell) => (typeof cell === 'string' ? neutralCell(cell) : cell)));
  return stringify(neutral, { record_delimiter: '\r\n' });
}

/** Several values in one cell; null: none. */
export function listed(values: readonly string[]): string | null {
  return values.length > 0 ? values.join(';') : null;
}
