import type { SessionRuleKind } from '../../data/documents.generated.ts';
import { printable } from '../../shared/printable.ts';
import type { PluginHost, RequestContext } from '../plugin.ts';
import { askAndDo } from './action-dialog.ts';
import type { Wish } from './attempt.ts';
import { textIn } from './fields.ts';
import type { Rule, RuleText } from './made-rule.ts';
import { ABOUT_ATTACKS, type RuleChoice, renderRuleFields } from './rule-fields.ts';
import { wordsIn } from './words.ts';

type About = Pick<RequestContext, 'request'>;

/** Makes a rule from a request. */
export function createRule(
  { request }: About,
  host: PluginHost,
  kind: SessionRuleKind = request.detections.some(({ falsePositive }) => !falsePositive)
    ? 'VIRTUAL_PATCH'
    : 'RATE_LIMIT',
): Promise<void> {
  const words = wordsIn(host.locale);
  const chosen: RuleChoice = { kind };
  return askAndDo(
    {
      title: words.createRule,
      lead: words.ruleLead,
      confirm: words.createRule,
      fields: (problemOf) => renderRuleFields(request, chosen, problemOf, words),
      impact: (entered) => {
        const { reason: _, ...rule } = readRule(entered);
        return { rule: { requestId: request.id, ...rule } };
      },
      wish: (entered) => creating(request.id, readRule(entered)),
    },
    host,
  );
}

/** Deletes it. */
export function deleteRule(rule: Rule, { request }: About, host: PluginHost): Promise<void> {
  const words = wordsIn(host.locale);
  return askAndDo(
    {
      title: words.deleteRule,
      lead: words.deleteRuleLead(`${words.kindNames[rule.kind]} · ${printable(rule.pathTemplate ?? words.everything)}`),
      confirm: words.deleteRule,
      tone: 'danger',
      impact: () => ({ deleteRuleId: rule.id }),
      wish: () => deleting(rule.id, request.id, textOf(rule)),
    },
    host,
  );
}

/** What a rule says, as it would be asked for again. */
function textOf({ kind, host, pathTemplate, method, attackType, parameter, value, reason }: RuleText): RuleText {
  const ofAttacks = ABOUT_ATTACKS.includes(kind) ? { attackType, parameter } : {};
  return { kind, host, pathTemplate, method, ...ofAttacks, value, reason };
}

function readRule(entered: FormData): RuleText {
  const text = (name: string) => textIn(entered, name);
  return textOf({
    kind: entered.get('kind') as SessionRuleKind,
    host: text('host'),
    pathTemplate: text('pathTemplate'),
    method: text('method'),
    attackType: text('attackType'),
    parameter: text('parameter'),
    value: text('value'),
    reason: text('reason'),
  });
}

const creating = (requestId: string, rule: RuleText): Wish => ({
  kind: 'create-rule',
  subject: requestId,
  input: { requestId, ...rule },
  inverse: ({ rule: made }) => deleting(made!.id, requestId, rule),
});

const deleting = (ruleId: string, requestId: string, rule: RuleText): Wish => ({
  kind: 'delete-rule',
  subject: ruleId,
  input: { ruleId },
  inverse: () => creating(requestId, rule),
});
