import { randomUUID } from 'node:crypto';
import type { Graph } from './open-graph.ts';

// Actions on many sessions, as a client sends them.

const ROW = 'sessionId outcome code message';
const RESULT = `__typename ... on SessionsError { code message } ... on SessionsNotFoundError { id }
  ... on SessionsInvalidInputError { path } ... on SessionBulkSuccess { bulkId doneCount unchangedCount refusedCount rows { ${ROW} } }`;
const MUTATIONS = {
  block: `mutation ($input: SessionsBlockInput!) { result: blockSessions(input: $input) { ${RESULT} } }`,
  unblock: `mutation ($input: SessionsUnblockInput!) { result: unblockSessions(input: $input) { ${RESULT} } }`,
  undo: `mutation ($input: SessionBlocksUndoInput!) { result: undoSessionBlocks(input: $input) { ${RESULT} } }`,
} as const;
const IMPACT = `query ($input: SessionBulkImpactInput!) { result: sessionBulkImpact(input: $input) {
  __typename ... on SessionsInvalidInputError { code message path }
  ... on SessionBulkImpact { readAt sessionCount sessionIds doneCount unchangedCount refusedCount exceptions { ${ROW} }
    impact { exact requestCount maliciousRequestCount sessionCount userCount ipCount samples { id } } } } }`;

export interface BulkRow {
  sessionId: string;
  outcome: string;
  code: string | null;
  message: string | null;
}

export interface BulkResult {
  __typename: string;
  code?: string;
  message: string;
  path?: string[];
  id?: string;
  bulkId: string | null;
  doneCount: number;
  unchangedCount: number;
  refusedCount: number;
  rows: BulkRow[];
}

export interface BulkImpact extends Omit<BulkResult, 'rows' | 'bulkId'> {
  readAt: string;
  sessionCount: number;
  sessionIds: string[];
  exceptions: BulkRow[];
  impact: { requestCount: number; sessionCount: number; userCount: number; ipCount: number };
}

/** Sends an action on many sessions; an input without a key gets one of its own. */
export async function actOnMany(
  graph: Graph,
  tenant: string,
  what: keyof typeof MUTATIONS,
  input: object,
): Promise<BulkResult> {
  const variables = { idempotencyKey: randomUUID(), ...input };
  const { result } = await graph.query<{ result: BulkResult }>(tenant, MUTATIONS[what], { input: variables });
  return result;
}

export async function previewOf(
  graph: Graph,
  tenant: string,
  action: 'BLOCK' | 'UNBLOCK',
  selection: object,
): Promise<BulkImpact> {
  const input = { action, selection };
  const { result } = await graph.query<{ result: BulkImpact }>(tenant, IMPACT, { input });
  return result;
}
