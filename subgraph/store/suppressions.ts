import type pg from 'pg';
import { typesOf } from './counted-detections.ts';
import type { StoredDetection, StoredRequest } from './stored-request.type.ts';

/** What a mark of a false positive is about: detections of this type, there, in this parameter (null is a value too). */
interface Combination {
  type: string;
  endpointId: string;
  parameter: string | null;
}

const spelled = ({ type, endpointId, parameter }: Combination) => JSON.stringify([type, endpointId, parameter]);

/**
 * Silences the detections of new requests that somebody has marked as false positives before, by type, endpoint and
 * parameter. Where several marks stand, the oldest is named.
 */
export async function suppress(
  client: pg.ClientBase,
  tenant: string,
  requests: readonly StoredRequest[],
): Promise<readonly StoredRequest[]> {
  const endpoints = new Set(
    requests.filter(({ attackTypes }) => attackTypes.length > 0).map((each) => each.endpointId),
  );
  if (endpoints.size === 0) return requests;
  const { rows } = await client.query<Combination & { id: string }>(
    `SELECT id, type, endpoint_id AS "endpointId", parameter FROM false_positive_mark
     WHERE tenant = $1 AND endpoint_id = ANY($2) AND ended_at IS NULL ORDER BY marked_at DESC, id DESC`,
    [tenant, [...endpoints]],
  );
  if (rows.length === 0) return requests;
  const marks = new Map(rows.map((row) => [spelled(row), row.id]));
  return requests.map((request) => {
    const detections = request.detections.map((detection): StoredDetection => {
      const markId = detection.falsePositive ? undefined : marks.get(spelled({ ...request, ...detection }));
      return markId ? { ...detection, falsePositive: true, markId } : detection;
    });
    return { ...request, detections, ...typesOf(detections) };
  });
}
