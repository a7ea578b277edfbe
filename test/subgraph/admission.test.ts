import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Admission } from '../../subgraph/admission/admission.ts';
import { Gone, Late } from '../../subgraph/admission/patience.ts';

// Who gets a turn, who waits, and who is told to come again.

const LIMITS = { atOnce: 10, atOncePerCaller: 10, waiting: 10, cost: 100 };
const OVERLOADED = { extensions: { code: 'OVERLOADED', retryable: true, http: { status: 503 } } };

/** Callers at a door; `begun` has the names of those that were let in, in their order. */
function given(limits: Partial<typeof LIMITS>) {
  const admission = new Admission({ ...LIMITS, ...limits });
  const begun: string[] = [];
  const enter = async (name: string, { caller = 'somebody', cost = 1, signal = new AbortController().signal } = {}) => {
    const leave = await admission.enter({ caller, cost, signal });
    begun.push(name);
    return leave;
  };
  return { admission, begun, enter };
}

const soon = () => new Promise((resolve) => setImmediate(resolve));

describe('at the door', () => {
  test('operations wait until there is room for what they cost; a small one passes a large one', async () => {
    const { begun, enter } = given({});
    const leaveFirst = await enter('first', { cost: 60 });
    const large = enter('large', { cost: 90 });
    const leaveSmall = await enter('small', { cost: 30 });
    expect(begun).toEqual(['first', 'small']);
    leaveFirst();
    await soon();
    expect(begun).toEqual(['first', 'small']);
    leaveSmall();
    await (await large)();
    expect(begun).toEqual(['first', 'small', 'large']);
  });

  test('a caller who asks much leaves room for others, also for those who come later', async () => {
    const { begun, enter } = given({ atOnce: 3, atOncePerCaller: 2 });
    const leave = await enter('busy 1', { caller: 'busy' });
    await enter('busy 2', { caller: 'busy' });
    const third = enter('busy 3', { caller: 'busy' });
    await enter('other', { caller: 'other' });
    expect(begun).toEqual(['busy 1', 'busy 2', 'other']);
    leave();
    await third;
    expect(begun.at(-1)).toBe('busy 3');
  });

  test('who would wait behind too many is told at once, and when to come again; one caller has half of the places', async () => {
    const { enter } = given({ atOnce: 1, waiting: 4 });
    await enter('first');
    const waiting = [enter('a', { caller: 'a' }), enter('a', { caller: 'a' })];
    await expect(enter('a', { caller: 'a' })).rejects.toMatchObject(OVERLOADED);
    waiting.push(enter('b', { caller: 'b' }), enter('c', { caller: 'c' }));
    const refused = await enter('d', { caller: 'd' }).catch((error) => error);
    expect(refused).toMatchObject(OVERLOADED);
    const { retryAfterMs, http } = refused.extensions;
    expect(retryAfterMs).toBeGreaterThanOrEqual(1_000);
    expect(http.headers.get('retry-after')).toBe(String(Math.ceil(retryAfterMs / 1_000)));
    expect(waiting).toHaveLength(4);
  });

  test('who gives up has no place any more: the time was over before the turn, or the client left', async () => {
    const { admission, begun, enter } = given({ atOnce: 1 });
    const leave = await enter('first');
    const [late, gone] = [new AbortController(), new AbortController()];
    const waiting = [enter('late', { signal: late.signal }), enter('gone', { signal: gone.signal })];
    late.abort(new Late(100));
    gone.abort(new Gone());
    // Nothing of it was executed: the same question may have an answer later.
    await expect(waiting[0]).rejects.toMatchObject(OVERLOADED);
    await expect(waiting[1]).rejects.toMatchObject({ extensions: { code: 'CLIENT_GONE' } });
    await expect(enter('gone before', { signal: gone.signal })).rejects.toThrow(Gone);
    leave();
    await soon();
    expect(begun).toEqual(['first']);
    expect(admission.state).toEqual({ inside: 0, waiting: 0 });
  });
});

test('whoever comes, there are never more inside than allowed, nobody is forgotten, and in the end nobody is there', async () => {
  const arrival = fc.record({
    caller: fc.constantFrom('a', 'b', 'c'),
    cost: fc.integer({ min: 0, max: 60 }),
    givesUp: fc.boolean(),
    leavesFirst: fc.boolean(),
  });
  const LAW = { atOnce: 3, atOncePerCaller: 2, waiting: 6, cost: 100 };
  const law = fc.asyncProperty(fc.array(arrival, { maxLength: 40 }), async (arrivals) => {
    const admission = new Admission(LAW);
    const inside: { caller: string; cost: number; leave: () => void }[] = [];
    const ends: Promise<string>[] = [];
    for (const { caller, cost, givesUp, leavesFirst } of arrivals) {
      const controller = new AbortController();
      const entered = admission.enter({ caller, cost, signal: controller.signal });
      ends.push(
        entered.then(
          (leave) => {
            inside.push({ caller, cost, leave });
            expect(inside.length).toBeLessThanOrEqual(LAW.atOnce);
            expect(inside.reduce((sum, each) => sum + each.cost, 0)).toBeLessThanOrEqual(LAW.cost);
            expect(inside.filter((each) => each.caller === caller).length).toBeLessThanOrEqual(LAW.atOncePerCaller);
            return 'in';
          },
          (error) => error.extensions.code,
        ),
      );
      await soon();
      if (givesUp) controller.abort(new Gone());
      if (leavesFirst) inside.shift()?.leave();
    }
    // Who was let in by the last of them has come in.
    await soon();
    for (let left = inside.shift(); left; left = inside.shift()) {
      left.leave();
      await soon();
    }
    for (const end of await Promise.all(ends)) expect(['in', 'OVERLOADED', 'CLIENT_GONE']).toContain(end);
    expect(admission.state).toEqual({ inside: 0, waiting: 0 });
  });
  await fc.assert(law, { numRuns: 100 });
});
