import fc from 'fast-check';
import type { FilterValue } from '../../../web-components/state/filter.type.ts';
import { FILTERS, type FilterDefinition, isSingle } from '../../../web-components/state/filter-fields.ts';
import { TIME_PRESETS, type TimeSelection } from '../../../web-components/state/time-range.ts';
import { INITIAL_VIEW, type View, withCondition, withGroup, withTime } from '../../../web-components/state/view.ts';

/** Texts that are hard on a codec: what queries are made of, other scripts, right-to-left marks, quotes. */
const text = fc.oneof(
  fc.string({ unit: 'grapheme', minLength: 1, maxLength: 12 }),
  fc.constantFrom(
    'a&b=c',
    '100%',
    '%41',
    '+',
    ' ',
    '..',
    'not.method',
    '#',
    '?',
    'über',
    '\u202e',
    '👩‍💻',
    "' OR 1=1 --",
  ),
);

const range = fc
  .tuple(fc.nat({ max: 5000 }), fc.option(fc.nat({ max: 5000 })))
  .map(([from, more]) => `${from}..${more === null ? '' : from + more}`);

/** Of filters that take a few words only. */
const WORDS = ['LOW', 'HIGH', 'SHADOW', 'ZOMBIE', 'PII', 'MEDICAL', 'DURATION', 'SIZE'];

/** A text that the filter takes. */
function accepted(definition: FilterDefinition): fc.Arbitrary<string> {
  const { id, kind, accepts, choices } = definition;
  if (kind === 'range') return fc.oneof(range, fc.constant('..20'));
  if (choices) return fc.constantFrom(...choices);
  if (id === 'code') return fc.oneof(fc.integer({ min: 100, max: 599 }).map(String), fc.constantFrom('4xx', '5xx'));
  if (id === 'ip')
    return fc.oneof(fc.ipV4(), fc.ipV6(), fc.constantFrom('10.0.0.0/8', '2001:db8::/32', '::ffff:10.0.0.1'));
  const words = WORDS.filter((word) => accepts(word));
  return (words.length < WORDS.length ? fc.constantFrom(...words) : text).filter(accepts);
}

/** A value of the filter; null where it has "no value". */
export function value(definition: FilterDefinition): fc.Arbitrary<FilterValue> {
  return definition.nullable ? fc.option(accepted(definition), { nil: null, freq: 4 }) : accepted(definition);
}

export const definition = fc.constantFrom(...FILTERS);

const minute = fc
  .date({ min: new Date('1000-01-01T00:00Z'), max: new Date('9999-12-31T00:00Z'), noInvalidDate: true })
  .map((date) => date.toISOString());

export const time: fc.Arbitrary<TimeSelection> = fc.oneof(
  fc.constantFrom(...TIME_PRESETS),
  fc.record({
    kind: fc.constant('named' as const),
    name: fc.constantFrom('today', 'yesterday', 'last-week'),
    zone: fc.constantFrom('UTC', 'Europe/Berlin', 'America/New_York'),
  }),
  fc.record({
    kind: fc.constant('last' as const),
    amount: fc.integer({ min: 1, max: 3000 }),
    unit: fc.constantFrom('m', 'h', 'd'),
  }),
  fc
    .uniqueArray(minute, { minLength: 2, maxLength: 2 })
    .map((ends) => ends.toSorted())
    .chain(([from, to]) =>
      fc.constantFrom<TimeSelection>(
        { kind: 'between', from: from!, to: to! },
        { kind: 'between', from: from! },
        { kind: 'between', to: to! },
      ),
    ),
);

const condition = (of: FilterDefinition) =>
  fc.tuple(
    fc.uniqueArray(value(of), { maxLength: isSingle(of) ? 1 : 3 }),
    of.excludable ? fc.uniqueArray(value(of), { maxLength: 2 }) : fc.constant([]),
  );

/** A view with the conditions of some filters. */
const conditions = (definitions: readonly FilterDefinition[]): fc.Arbitrary<View['conditions']> =>
  fc
    .tuple(...definitions.map(condition))
    .map(
      (drawn) =>
        drawn.reduce(
          (made, [only, not], index) => withCondition(made, definitions[index]!.id, { only, not }),
          INITIAL_VIEW,
        ).conditions,
    );

const ofRequests = FILTERS.filter(({ of }) => of === 'request');
/** Other requests: one that follows, in a time or at all, and one beside it. */
const groups = fc.array(
  fc.record({
    name: fc.constantFrom('then.1' as const, 'then.2' as const, 'and.1' as const, 'and.5' as const),
    conditions: fc.uniqueArray(fc.constantFrom(...ofRequests), { minLength: 1, maxLength: 2 }).chain(conditions),
    withinMs: fc.option(fc.constantFrom(0, 1, 500, 60_000, 86_400_000), { nil: undefined }),
  }),
  { maxLength: 3 },
);

/** Of one request. */
const plainView: fc.Arbitrary<View> = fc
  .tuple(time, fc.constantFrom('one' as const, 'any' as const), fc.uniqueArray(definition, { maxLength: 4 }))
  .chain(([selected, match, definitions]) =>
    fc
      .tuple(...definitions.map(condition))
      .map((conditions) =>
        conditions.reduce(
          (made, [only, not], index) => withCondition(made, definitions[index]!.id, { only, not }),
          withTime({ ...INITIAL_VIEW, match }, selected),
        ),
      ),
  );

/** Any view that can be clicked together. */
export const view: fc.Arbitrary<View> = fc
  .tuple(plainView, fc.oneof({ weight: 2, arbitrary: fc.constant([]) }, { weight: 1, arbitrary: groups }))
  .map(([made, others]) =>
    others.reduce(
      (all, { name, conditions, withinMs }) =>
        withGroup(all, name, {
          conditions,
          ...(withinMs !== undefined && name.startsWith('then') && { withinMs }),
        }),
      made,
    ),
  );
