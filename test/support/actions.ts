import { randomUUID } from 'node:crypto';
import { expect } from 'vitest';
import type { Database } from '../../subgraph/db/database.ts';
import { verify } from '../../subgraph/verify/verify.ts';
import type { Graph } from './open-graph.ts';

// Actions as a client sends them.

const ERROR = '... on SessionsError { code message } ... on SessionsNotFoundError { id }';
const JUDGED = `__typename ${ERROR} ... on SessionsNotSupportedError { alternative } ... on SessionFalsePositiveSuccess {
  affectedRequests request { id session { attackCount } detections { id falsePositive } } }`;

const BLOCKED = `__typename ${ERROR} ... on SessionsInvalidInputError { path } ... on SessionBlockSuccess {
  session { id key blocked denylistEntry { id sessionKey active createdBy applications until reason endedAt endedBy } } }`;
const RULED = `__typename ${ERROR} ... on SessionsInvalidInputError { path } ... on SessionRuleSuccess { request { id rules { id } }
  rule { id kind state message host pathTemplate method attackType parameter value reason createdBy requestId } }`;

const VERDICT = `__typename ${ERROR} ... on SessionsInvalidInputError { path } ... on SessionsNotSupportedError { alternative }
  ... on SessionAttackVerdictSuccess { attack { id sessionVerdict { verdict } } verdict { id attackId verdict reason givenBy } }`;

const MUTATIONS = {
  mark: `mutation ($input: SessionFalsePositiveInput!) { result: markSessionDetectionFalsePositive(input: $input) { ${JUDGED} } }`,
  unmark: `mutation ($input: SessionFalsePositiveInput!) { result: unmarkSessionDetectionFalsePositive(input: $input) { ${JUDGED} } }`,
  block: `mutation ($input: SessionBlockInput!) { result: blockSession(input: $input) { ${BLOCKED} } }`,
  unblock: `mutation ($input: SessionUnblockInput!) { result: unblockSession(input: $input) { ${BLOCKED} } }`,
  judgeAttack: `mutation ($input: SessionAttackVerdictInput!) { result: judgeSessionAttack(input: $input) { ${VERDICT} } }`,
  withdrawVerdict: `mutation ($input: SessionAttackVerdictWithdrawalInput!) { result: withdrawSessionAttackVerdict(input: $input) { ${VERDICT} } }`,
  createRule: `mutation ($input: SessionRuleInput!) { result: createSessionRule(input: $input) { ${RULED} } }`,
  deleteRule: `mutation ($input: SessionRuleDeletionInput!) { result: deleteSessionRule(input: $input) { ${RULED} } }`,
} as const;

/** A typed result, with the fields of all its types. */
export interface Result {
  __typename: string;
  code?: string;
  message?: string;
  id?: string;
  path?: string[];
  alternative?: string;
  affectedRequests?: number;
  [field: string]: unknown;
}

/** Marks or unmarks a detection, with a key of its own unless one is given. */
export async function judge(
  graph: Graph,
  tenant: string,
  what: 'mark' | 'unmark',
  detectionId: string,
  input: { idempotencyKey?: string; reason?: string | null } = {},
): Promise<Result> {
  const { result } = await graph.query<{ result: Result }>(tenant, MUTATIONS[what], {
    input: { idempotencyKey: randomUUID(), detectionId, ...input },
  });
  return result;
}

/** Sends any other action; an input without a key gets one of its own. */
export async function act(
  graph: Graph,
  tenant: string,
  what: 'block' | 'unblock' | 'judgeAttack' | 'withdrawVerdict' | 'createRule' | 'deleteRule',
  input: object,
): Promise<Result> {
  const variables = { idempotencyKey: randomUUID(), ...input };
  const { result } = await graph.query<{ result: Result }>(tenant, MUTATIONS[what], { input: variables });
  return result;
}

export interface AuditEntry {
  id: string;
  actor: string;
  operation: string;
  subject: string;
  outcome: string;
  message: string | null;
  input: string;
  before: string | null;
  after: string | null;
}

/** The audit trail of a tenant, newest first. */
export async function auditOf(graph: Graph, tenant: string, subject?: string): Promise<AuditEntry[]> {
  const { sessionAudit } = await graph.query<{ sessionAudit: { nodes: AuditEntry[] } }>(
    tenant,
    `query ($subject: String) { sessionAudit(subject: $subject, first: 200) { nodes {
      id actor operation subject outcome message input before after } } }`,
    { subject },
  );
  return sessionAudit.nodes;
}

/** Every derived number of the store is what the requests say. */
export async function expectVerified(database: Database): Promise<void> {
  const differences: unknown[] = [];
  await verify(database.pool, (difference) => differences.push(difference));
  expect(differences).toEqual([]);
}
