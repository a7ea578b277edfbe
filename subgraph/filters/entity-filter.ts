import type { SessionFilter } from './filter.type.ts';

// The sessions that an entity leads to, by an id that the store knows or that a gateway brings: no input to be refused.

/** The same that `attackIds` asks, so also by detections that are marked as false positive. */
export function ofAttack(id: string): SessionFilter {
  return { requests: [{ attackIds: [id] }] };
}

export function ofEndpoint(id: string): SessionFilter {
  return { requests: [{ endpointIds: [id] }] };
}

export function ofBusinessFlow(code: string): SessionFilter {
  return { requests: [{ businessFlows: [code] }] };
}
