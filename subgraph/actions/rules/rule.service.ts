import type { Context } from '../../context.ts';
import type {
  SessionsConflictError,
  SessionsForbiddenError,
  SessionsInvalidInputError,
  SessionsNotFoundError,
} from '../errors.type.ts';
import { invalid, isStorableId, notFound, reasonProblem } from '../input.ts';
import { type Effect, perform } from '../perform.ts';
import { addRule, deleteRule, findRule, findSource, type RuleRow } from './rule.repository.ts';
import type { SessionRuleInput } from './rule.type.ts';
import { isProblem, type RuleText, readRule } from './rule-grammar.ts';

/** What a call is answered. */
interface RuleAnswer {
  ruleId: string;
}

type RuleRefusal = SessionsNotFoundError | SessionsInvalidInputError | SessionsForbiddenError | SessionsConflictError;

export function createRule(context: Context, input: SessionRuleInput): Promise<RuleAnswer | RuleRefusal> {
  const { idempotencyKey, ...asked } = input;
  const { tenant, actor } = context;
  const { requestId } = asked;
  const wish = {
    operation: 'createSessionRule' as const,
    idempotencyKey,
    input: asked,
    subject: `request:${requestId}`,
  };
  return perform<RuleAnswer, RuleRefusal>(context, wish, async (client) => {
    const wrongReason = asked.reason?.trim() ? reasonProblem(asked.reason) : null;
    if (wrongReason) return invalid(['input', 'reason'], wrongReason);
    const source = isStorableId(requestId) ? await findSource(client, tenant, requestId) : null;
    if (!source) return notFound('request', requestId);
    const rule = readRule(asked, source);
    if (isProblem(rule)) return invalid(['input', rule.field], rule.problem);
    const reason = asked.reason?.trim() || null;
    const ruleId = await addRule(client, tenant, { ...rule, requestId, reason, createdBy: actor });
    return effectOf(ruleId, 'rule.created', null, { ...rule, id: ruleId, requestId, state: 'PENDING', reason });
  });
}

export function deleteSessionRule(
  context: Context,
  { idempotencyKey, ruleId }: { idempotencyKey: string; ruleId: string },
): Promise<RuleAnswer | RuleRefusal> {
  const { tenant } = context;
  const wish = {
    operation: 'deleteSessionRule' as const,
    idempotencyKey,
    input: { ruleId },
    subject: `rule:${ruleId}`,
  };
  return perform<RuleAnswer, RuleRefusal>(context, wish, async (client) => {
    const rule = isStorableId(ruleId) ? await findRule(client, tenant, ruleId) : null;
    if (!rule) return notFound('rule', ruleId);
    if (rule.state === 'DELETED') return { value: { ruleId }, before: null, after: null, event: null };
    await deleteRule(client, tenant, ruleId);
    const { kind, host, pathTemplate, method, attackType, parameter, value, requestId, reason, state } = rule;
    const text: RuleText = { kind, host, pathTemplate, method, attackType, parameter, value };
    const before = { ...text, id: ruleId, requestId, state, reason };
    return effectOf(ruleId, 'rule.deleted', before, { ...before, state: 'DELETED' });
  });
}

type Told = RuleText & Pick<RuleRow, 'id' | 'requestId' | 'state' | 'reason'>;

function effectOf(ruleId: string, event: string, before: Told | null, after: Told): Effect<RuleAnswer> {
  const subject = `rule:${ruleId}`;
  const { state: _, ...data } = after;
  return { value: { ruleId }, subject, before, after, event: { event, subject, data } };
}
