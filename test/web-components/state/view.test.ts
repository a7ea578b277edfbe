import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isSingle } from '../../../web-components/state/filter-fields.ts';
import {
  chipsOf,
  conditionOf,
  INITIAL_VIEW,
  withCondition,
  withOnly,
  withoutConditions,
  withoutValue,
  withValue,
} from '../../../web-components/state/view.ts';
import { definition, value, view } from './views.ts';

const filled = definition.chain((of) =>
  fc.record({ of: fc.constant(of), only: fc.array(value(of), { minLength: 1, maxLength: isSingle(of) ? 1 : 4 }) }),
);

describe('conditions of a view', () => {
  test('are the same, set once or twice', () => {
    fc.assert(
      fc.property(view, filled, (start, { of, only }) => {
        const once = withCondition(start, of.id, { only, not: [] });
        expect(withCondition(once, of.id, conditionOf(once, of.id))).toEqual(once);
        expect(conditionOf(once, of.id).only).toEqual([...new Set(only)]);
      }),
    );
  });

  test('stand in the order of the filters, whatever the order of the clicks', () => {
    fc.assert(
      fc.property(view, filled, filled, (start, one, other) => {
        fc.pre(one.of.id !== other.of.id);
        const set = (from: typeof start, { of, only }: typeof one) => withCondition(from, of.id, { only, not: [] });
        const [first, second] = [set(set(start, one), other), set(set(start, other), one)];
        expect(Object.entries(first.conditions)).toEqual(Object.entries(second.conditions));
      }),
    );
  });

  test('go away with their last value', () => {
    fc.assert(
      fc.property(view, (start) => {
        const empty = chipsOf(start).reduce((left, { id, value, mode }) => withoutValue(left, id, value, mode), start);
        expect(empty.conditions).toEqual({});
        expect(empty.time).toEqual(start.time);
        expect(withoutConditions(start)).toEqual({ ...INITIAL_VIEW, time: start.time });
      }),
    );
  });

  test('hold a value in one list only: asked for, or left out', () => {
    fc.assert(
      fc.property(
        definition.filter((of) => of.excludable && !isSingle(of)).chain((of) => fc.tuple(fc.constant(of), value(of))),
        view,
        ([of, taken], start) => {
          const only = withValue(start, of.id, taken, 'only');
          expect(conditionOf(only, of.id).not).not.toContain(taken);
          const not = withValue(only, of.id, taken, 'not');
          expect(conditionOf(not, of.id).only).not.toContain(taken);
          expect(conditionOf(not, of.id).not).toContain(taken);
          expect(conditionOf(withOnly(not, of.id, taken), of.id)).toEqual({ only: [taken], not: [] });
        },
      ),
    );
  });
});
