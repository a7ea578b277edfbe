import { stringify } from 'csv-stringify/sync';
import type { ExportedRequest } from '../exported-request.ts';
import type { ExportFormat } from './format.type.ts';
import { neutralCell } from './neutral-cell.ts';

type Cell = string | number | null;

/**
 * The columns in their order. Where a request has several values they stand in one cell with `;` between them; those of
 * detections are in the order of the source, so that the second type belongs to the second attack id.
 */
const COLUMNS: readonly (readonly [name: string, cell: (request: ExportedRequest) => Cell])[] = [
  ['session_id', ({ sessionId }) => sessionId],
  ['request_id', ({ id }) => id],
  ['time_utc', ({ time }) => time.toISOString()],
  ['method', ({ method }) => method],
  ['host', ({ host }) => host],
  ['path', ({ path }) => path],
  ['endpoint', ({ endpoint }) => endpoint.pathTemplate],
  ['application', ({ application }) => application],
  ['status_code', ({ status }) => status],
  ['time_ms', ({ durationMs }) => durationMs],
  ['size_bytes', ({ sizeBytes }) => sizeBytes],
  ['ip', ({ ip }) => ip],
  ['country', ({ countryCode }) => countryCode],
  ['source_tag', ({ sourceTags }) => list(sourceTags)],
  ['user', ({ user }) => user],
  ['role', ({ role }) => role],
  ['business_flows', ({ businessFlows }) => list(businessFlows)],
  ['attack_types', ({ detections }) => list(detections.map(({ type }) => type.code))],
  ['attack_ids', ({ detections }) => list(detections.map(({ attackId }) => attackId ?? ''))],
  ['action', ({ detections }) => list(detections.map(({ action }) => action))],
  ['blocked', ({ blocked }) => String(blocked)],
  ['false_positive', ({ detections }) => list(detections.map(({ falsePositive }) => String(falsePositive)))],
  ['expected_time_ms', ({ baseline }) => baseline.expectedTimeMs],
  ['time_flag', ({ baseline }) => baseline.timeFlag],
  ['expected_size_bytes', ({ baseline }) => baseline.expectedSizeBytes],
  ['size_flag', ({ baseline }) => baseline.sizeFlag],
];

/** RFC 4180, in UTF-8. */
export const csv: ExportFormat = {
  mediaType: 'text/csv; charset=utf-8; header=present',
  extension: 'csv',
  newestFirst: true,
  withContent: false,
  before: lines([COLUMNS.map(([name]) => name)]),
  between: '',
  after: '',
  write: (requests) => lines(requests.map((request) => COLUMNS.map(([, cell]) => cell(request)))),
};

function lines(rows: readonly Cell[][]): string {
  const neutral = rows.map((cells) => cells.map((cell) => (typeof cell === 'string' ? neutralCell(cell) : cell)));
  return stringify(neutral, { record_delimiter: '\r\n' });
}

/** Null: none. */
function list(values: readonly string[]): string | null {
  return values.length > 0 ? values.join(';') : null;
}
