import type { Context } from '../../context.ts';
import type { RequestFilter } from '../../filters/filter.type.ts';
import { parseSessionId } from '../../filters/session-id.ts';
import { alreadyBlocked } from '../blocks/block.service.ts';
import type {
  SessionsConflictError,
  SessionsInvalidInputError,
  SessionsNotFoundError,
  SessionsNotSupportedError,
} from '../errors.type.ts';
import { isRefusal } from '../errors.type.ts';
import { findDetectionById, judgedBySource, refusalOf } from '../false-positives/false-positive.service.ts';
import { invalid, isStorableId, notFound } from '../input.ts';
import { findSource } from '../rules/rule.repository.ts';
import type { SessionRuleImpactInput } from '../rules/rule.type.ts';
import { isProblem, type RuleText, readRule } from '../rules/rule-grammar.ts';
import { findEndpointIds, type ImpactQuery, measureImpact } from './impact.repository.ts';
import type { SessionActionImpact, SessionActionImpactInput } from './impact.type.ts';

type Scope = Pick<ImpactQuery, 'filter' | 'detection' | 'markId'>;
/** There is nothing to take back. */
const NOTHING: Scope = { filter: { keys: [] }, detection: null };

type ImpactRefusal =
  | SessionsNotFoundError
  | SessionsInvalidInputError
  | SessionsConflictError
  | SessionsNotSupportedError;

/** What an action would touch; or why it would be refused. */
export async function impactOf(
  context: Context,
  input: SessionActionImpactInput,
): Promise<SessionActionImpact | ImpactRefusal> {
  const scope = await scopeOf(context, input);
  return isRefusal(scope) ? scope : impactOfScope(context, scope);
}

/** What the requests of a scope are. */
export async function impactOfScope(context: Context, scope: Scope): Promise<SessionActionImpact> {
  const { tenant, totalBound, database } = context;
  const row = await measureImpact(database.prisma, { tenant, bound: totalBound, ...scope });
  const { found, flowCodes, sampleIds, ...counts } = row;
  return {
    ...counts,
    exact: found <= totalBound,
    benignRequestCount: counts.requestCount - counts.maliciousRequestCount,
    businessFlows: () => context.loaders.flows(flowCodes),
    samples: async () => {
      const rows = await Promise.all(sampleIds.map((id) => context.loaders.request.load(id)));
      return rows.filter((each) => each !== null).map(context.loaders.oneRequest);
    },
  };
}

function scopeOf(context: Context, input: SessionActionImpactInput): Promise<Scope | ImpactRefusal> | ImpactRefusal {
  const { detectionId, unmarkDetectionId, rule, deleteRuleId, sessionId, unblockSessionId } = input;
  const given = [detectionId, unmarkDetectionId, rule, deleteRuleId, sessionId, unblockSessionId];
  if (given.filter((each) => each != null).length !== 1) {
    const names = 'detectionId, unmarkDetectionId, rule, deleteRuleId, sessionId and unblockSessionId';
    return invalid(['input'], `give exactly one of ${names}`);
  }
  if (detectionId != null) return scopeOfMark(context, detectionId);
  if (unmarkDetectionId != null) return scopeOfUnmark(context, unmarkDetectionId);
  if (rule != null) return scopeOfNewRule(context, rule);
  if (deleteRuleId != null) return scopeOfDeletedRule(context, deleteRuleId);
  return sessionId != null ? scopeOfBlock(context, sessionId) : scopeOfUnblock(context, unblockSessionId!);
}

async function scopeOfMark({ database, tenant }: Context, detectionId: string): Promise<Scope | ImpactRefusal> {
  const detection = await findDetectionById(database.pool, tenant, detectionId);
  if (!detection) return notFound('detection', detectionId);
  const refused = refusalOf(detection);
  if (refused) return refused;
  const { type, parameter, endpointId } = detection;
  return {
    filter: { requests: [{ endpointIds: [endpointId], attackTypes: [type], includeFalsePositives: true }] },
    detection: { type, parameter, withFalsePositives: true },
  };
}

/** All that the mark silences, its own detection among them; nothing where there is no mark to take back. */
async function scopeOfUnmark({ database, tenant }: Context, detectionId: string): Promise<Scope | ImpactRefusal> {
  const detection = await findDetectionById(database.pool, tenant, detectionId);
  if (!detection) return notFound('detection', detectionId);
  const { type, markId } = detection;
  if (markId === null) return detection.falsePositive ? judgedBySource() : NOTHING;
  const filter = { requests: [{ attackTypes: [type], includeFalsePositives: true }] };
  return { filter, detection: null, markId };
}

async function scopeOfNewRule(context: Context, asked: SessionRuleImpactInput): Promise<Scope | ImpactRefusal> {
  const { database, tenant } = context;
  const { requestId } = asked;
  const source = isStorableId(requestId) ? await findSource(database.pool, tenant, requestId) : null;
  if (!source) return notFound('request', requestId);
  const rule = readRule(asked, source);
  if (isProblem(rule)) return invalid(['input', 'rule', rule.field], rule.problem);
  return scopeOfRule(context, rule);
}

/** What it applies to as it stands: neither its request nor what a new rule may say is asked for any more. */
async function scopeOfDeletedRule(context: Context, ruleId: string): Promise<Scope | ImpactRefusal> {
  const rule = isStorableId(ruleId) ? await context.loaders.rule.load(ruleId) : null;
  if (!rule) return notFound('rule', ruleId);
  return rule.state === 'DELETED' ? NOTHING : scopeOfRule(context, rule);
}

async function scopeOfRule({ database, tenant }: Context, rule: RuleText): Promise<Scope> {
  const { pathTemplate, attackType, parameter } = rule;
  const endpointIds = pathTemplate === null ? null : await findEndpointIds(database.prisma, tenant, pathTemplate);
  return {
    filter: { requests: [{ ...filterOf(rule), ...(endpointIds ? { endpointIds } : {}) }] },
    detection: parameter === null ? null : { type: attackType, parameter, withFalsePositives: false },
  };
}

function filterOf({ kind, host, method, attackType, parameter }: RuleText): RequestFilter {
  const isAboutAttacks = kind === 'VIRTUAL_PATCH' || parameter !== null;
  return {
    ...(host === null ? {} : { hosts: [host] }),
    ...(method === null ? {} : { methods: [method] }),
    ...(attackType === null ? {} : { attackTypes: [attackType] }),
    ...(attackType === null && isAboutAttacks ? { malicious: true } : {}),
  };
}

async function scopeOfBlock(context: Context, sessionId: string): Promise<Scope | ImpactRefusal> {
  const row = await findPart(context, sessionId);
  if (!row) return notFound('session', sessionId);
  const known = await context.loaders.denylistEntry.load(row.key);
  return known ? alreadyBlocked(known) : { filter: { keys: [row.key] }, detection: null };
}

async function scopeOfUnblock(context: Context, sessionId: string): Promise<Scope | ImpactRefusal> {
  const row = await findPart(context, sessionId);
  if (!row) return notFound('session', sessionId);
  const known = await context.loaders.denylistEntry.load(row.key);
  if (!known) return NOTHING;
  const { applications } = known;
  return {
    filter: { keys: [row.key], ...(applications.length > 0 ? { requests: [{ applications }] } : {}) },
    detection: null,
  };
}

async function findPart({ loaders }: Context, sessionId: string) {
  const part = parseSessionId(sessionId);
  return part && (await loaders.sessionPart.load(part));
}
