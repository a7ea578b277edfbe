import { textProblem } from '../input.ts';

// What a rule may say. Pure: docs/actions.md and the schema describe it in words.

const RULE_KINDS = ['VIRTUAL_PATCH', 'IGNORE_ATTACK_TYPE', 'FILTRATION_MODE', 'RATE_LIMIT', 'MASK_DATA'] as const;
export type RuleKind = (typeof RULE_KINDS)[number];

/** What a rule applies to; null: any. */
interface RuleScope {
  host: string | null;
  pathTemplate: string | null;
  method: string | null;
  attackType: string | null;
  parameter: string | null;
}

export interface RuleText extends RuleScope {
  kind: RuleKind;
  value: string | null;
}

/** What a caller says of a rule: a field that is left out is taken from the request, null means any. */
export type AskedRule = { kind: RuleKind; value?: string | null } & { [Field in keyof RuleScope]?: string | null };

/** A request as far as rules are taken from it. */
export interface RuleSource {
  host: string | null;
  pathTemplate: string;
  method: string;
  /** Its detections, those that count first. */
  detections: readonly { type: string; parameter: string | null }[];
}

/** A field that cannot be meant, and what would be right. */
interface RuleProblem {
  field: keyof AskedRule;
  problem: string;
}

interface Kind {
  /** It is about attacks: `attackType` and `parameter` narrow it. */
  aboutAttacks: boolean;
  needsAttackType?: true;
  /** What is wrong with its value; null: nothing. Undefined: it takes none. */
  valueProblem?: (value: string) => string | null;
}

const matching = (pattern: RegExp, right: string) => (value: string) => (pattern.test(value) ? null : right);

const KINDS: Record<RuleKind, Kind> = {
  VIRTUAL_PATCH: { aboutAttacks: true },
  IGNORE_ATTACK_TYPE: { aboutAttacks: true, needsAttackType: true },
  FILTRATION_MODE: {
    aboutAttacks: false,
    valueProblem: matching(/^(off|monitoring|block)$/, 'must be off, monitoring or block'),
  },
  RATE_LIMIT: {
    aboutAttacks: false,
    valueProblem: matching(
      /^[1-9]\d{0,8}\/(s|min|h)( burst [1-9]\d{0,8})?$/,
      'must be a number of requests per s, min or h, such as 100/min or 10/s burst 20',
    ),
  },
  MASK_DATA: {
    aboutAttacks: false,
    valueProblem: matching(
      /^(?=.*[^*])[\w\-.:$@[\]*]{1,200}$/,
      'must be the name of a parameter, of letters, digits and _ - . : $ @ [ ], where * stands for any text: card_* or ARGS:password',
    ),
  },
};

const MAX: Record<keyof RuleScope, number> = {
  host: 255,
  pathTemplate: 2_048,
  method: 64,
  attackType: 128,
  parameter: 1_024,
};
const SCOPE = Object.keys(MAX) as (keyof RuleScope)[];

/** The rule that is meant, with what is left out taken from the request; or the first field that cannot be meant. */
export function readRule(asked: AskedRule, source: RuleSource): RuleText | RuleProblem {
  const kind = KINDS[asked.kind];
  for (const field of SCOPE) {
    const problem = scopeProblem(asked, field, kind);
    if (problem) return { field, problem };
  }
  const [detection] = source.detections.filter(({ type }) => asked.attackType == null || type === asked.attackType);
  const given = <Field extends keyof RuleScope>(field: Field, own: string | null) =>
    asked[field] === undefined ? own : asked[field];
  const rule: RuleText = {
    kind: asked.kind,
    host: given('host', source.host)?.toLowerCase() ?? null,
    pathTemplate: given('pathTemplate', source.pathTemplate),
    method: given('method', source.method),
    attackType: kind.aboutAttacks ? given('attackType', detection?.type ?? null) : null,
    parameter: kind.aboutAttacks ? given('parameter', detection?.parameter ?? null) : null,
    value: asked.value ?? (asked.kind === 'MASK_DATA' ? (detection?.parameter ?? null) : null),
  };
  return problemOf(rule, kind, asked) ?? rule;
}

export function isProblem(read: RuleText | RuleProblem): read is RuleProblem {
  return 'problem' in read;
}

function scopeProblem(asked: AskedRule, field: keyof RuleScope, { aboutAttacks }: Kind): string | null {
  const value = asked[field];
  if (value == null) return null;
  if (!aboutAttacks && (field === 'attackType' || field === 'parameter')) {
    return `has no meaning for a rule of the kind ${asked.kind}: leave it out`;
  }
  const problem = textProblem(value, MAX[field]);
  if (problem) return problem;
  if (field === 'pathTemplate' && !/^(\/|\*$)/.test(value)) return 'must begin with /, as in /users/{id}';
  if ((field === 'host' || field === 'method') && /\s/.test(value)) return 'must have no spaces';
  return null;
}

function problemOf({ kind: name, attackType, value }: RuleText, kind: Kind, asked: AskedRule): RuleProblem | null {
  if (kind.needsAttackType && attackType === null) {
    const problem =
      asked.attackType === null
        ? `must not be null, which means any: a rule of the kind ${name} is about one attack type`
        : 'must be given: the request has no detection to take it from';
    return { field: 'attackType', problem };
  }
  if (!kind.valueProblem) {
    return value === null
      ? null
      : { field: 'value', problem: `has no meaning for a rule of the kind ${name}: leave it out` };
  }
  const problem = kind.valueProblem(value ?? '');
  return problem ? { field: 'value', problem } : null;
}
