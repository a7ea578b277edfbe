import type { StoredRequest } from '../../subgraph/store/stored-request.type.ts';

/** A request of the flat copy, which floor and ClickHouse answer from: everything that a question can ask of one. */
export interface FlatRow {
  /** Number of the tenant; 0 is the one that is asked. */
  tenant: number;
  /** Number of the session part. */
  part: number;
  key: string;
  day: string;
  time: string;
  seq: number;
  id: string;
  method: string;
  host: string | null;
  path: string;
  query: string | null;
  status: number | null;
  duration: number | null;
  size: number | null;
  ip: string | null;
  country: string | null;
  application: string | null;
  user: string | null;
  role: string | null;
  blocked: boolean;
  endpoint: string;
  /** Of detections, distinct. */
  types: string[];
  attacks: string[];
  /** Detections: what the number of attacks counts. */
  detections: number;
  tags: string[];
  parameters: string;
}

/** Gives parts and requests their numbers, in the order of their arrival. */
export class Numbering {
  readonly #parts = new Map<string, number>();
  #seq = 0;

  rowOf(tenant: number, request: StoredRequest): FlatRow {
    const name = `${tenant} ${request.sessionKey} ${request.day}`;
    let part = this.#parts.get(name);
    if (part === undefined) {
      part = this.#parts.size + 1;
      this.#parts.set(name, part);
    }
    this.#seq += 1;
    return {
      tenant,
      part,
      key: request.sessionKey,
      day: request.day,
      time: request.time.toISOString(),
      seq: this.#seq,
      id: request.id,
      method: request.method,
      host: request.host,
      path: request.path,
      query: request.query,
      status: request.status,
      duration: request.durationMs,
      size: request.sizeBytes,
      ip: request.ip,
      country: request.countryCode,
      application: request.application,
      user: request.user,
      role: request.role,
      blocked: request.blocked,
      endpoint: request.endpointId,
      types: request.attackTypes,
      attacks: request.attackIds,
      detections: request.detections.length,
      tags: request.sourceTags,
      parameters: JSON.stringify(request.parameters),
    };
  }
}
