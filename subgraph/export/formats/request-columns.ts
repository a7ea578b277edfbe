import type { ExportedRequest } from '../exported-request.ts';
import { type Columns, listed } from './csv.ts';

/**
 * The columns in their order. Where a request has several values they stand in one cell with `;` between them; those of
 * detections are in the order of the source, so that the second type belongs to the second attack id.
 */
export const REQUEST_COLUMNS: Columns<ExportedRequest> = [
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
  ['source_tag', ({ sourceTags }) => listed(sourceTags)],
  ['user', ({ user }) => user],
  ['role', ({ role }) => role],
  ['business_flows', ({ businessFlows }) => listed(businessFlows)],
  ['attack_types', ({ detections }) => listed(detections.map(({ type }) => type.code))],
  ['attack_ids', ({ detections }) => listed(detections.map(({ attackId }) => attackId ?? ''))],
  ['action', ({ detections }) => listed(detections.map(({ action }) => action))],
  ['blocked', ({ blocked }) => String(blocked)],
  ['false_positive', ({ detections }) => listed(detections.map(({ falsePositive }) => String(falsePositive)))],
  ['expected_time_ms', ({ baseline }) => baseline.expectedTimeMs],
  ['time_flag', ({ baseline }) => baseline.timeFlag],
  ['expected_size_bytes', ({ baseline }) => baseline.expectedSizeBytes],
  ['size_flag', ({ baseline }) => baseline.sizeFlag],
];
