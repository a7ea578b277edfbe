import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  LEAST_OTHERS,
  MEASURES,
  type SessionFacts,
  spreadOf,
  standingOf,
} from '../../subgraph/attacks/evidence/measures.ts';
import { DATABASES } from '../support/database.ts';
import { givenGraph } from '../support/graph.ts';
import { importLines, type Line, newTenant } from '../support/traffic.ts';

// Was the detector right? What the sessions of an attack do, beside other sessions of the same days.

const EVIDENCE = `query ($attackId: ID!) { sessionAttackEvidence(attackId: $attackId) {
  days exact sessionCount { value } otherSessionCount { value }
  measures { measure standing attack { sessionCount low middle high } others { sessionCount low middle high } } } }`;

interface Spread {
  sessionCount: number;
  low: number | null;
  middle: number;
  high: number | null;
}
interface Evidence {
  days: string[];
  exact: boolean;
  sessionCount: { value: number };
  otherSessionCount: { value: number };
  measures: { measure: string; standing: string | null; attack: Spread | null; others: Spread | null }[];
}

const at = (day: string, ms: number) => new Date(Date.parse(`${day}T10:00:00Z`) + ms).toISOString();

/** A session: so many requests, so far apart. */
function session(sid: string, day: string, gapsMs: readonly number[], request: (n: number) => Partial<Line>): Line[] {
  let ms = 0;
  return [0, ...gapsMs].map((gap, n) => {
    ms += gap;
    return { id: `${sid}-${day}-${n}`, time: at(day, ms), sid, ...request(n) };
  });
}

const agent = (value: string, sid: string) => ({
  parameters: [
    { name: 'sid', source: 'REQUEST_COOKIE', value: sid },
    { name: 'User-Agent', source: 'REQUEST_HEADER', value },
  ],
});
const detected = { detections: [{ type: 'scraping', attackId: 'bots' }] };

/** Three bots of one address, every second the same endpoint; twenty-five people, each at their own pace and place. */
function bots(day: string): Line[] {
  const every = (count: number, ms: number) => Array.from({ length: count }, () => ms);
  return [
    ...['x', 'y', 'z'].flatMap((sid) =>
      session(sid, day, every(59, 1000), (n) => ({
        path: '/catalogue',
        ip: '203.0.113.9',
        ...agent(n % 2 ? 'one/1' : 'two/2', sid),
        sid: undefined,
        ...(n === 30 ? detected : {}),
      })),
    ),
    ...Array.from({ length: 25 }, (_, person) =>
      session(`p${person}`, day, [2000, 90_000, 5000, 300_000, 1000, 40_000, 700, 9000, 60_000, 20_000], (n) => ({
        path: `/${['home', 'cart', 'pay'][n % 3]}`,
        method: n === 5 ? 'POST' : 'GET',
        ip: `198.51.100.${person}`,
        ...agent('Mozilla/5.0', `p${person}`),
        sid: undefined,
      })),
    ).flat(),
  ];
}

describe.each(DATABASES)('on the %s database', (kind) => {
  const { database, graph } = givenGraph(kind);
  const evidenceOf = async (tenant: string, attackId: string) =>
    (await graph.query<{ sessionAttackEvidence: Evidence | null }>(tenant, EVIDENCE, { attackId }))
      .sessionAttackEvidence;

  test('a bot stands out by what it does, and each number is of sessions', async () => {
    const tenant = newTenant();
    await importLines(database, tenant, bots('2024-05-12'));
    const evidence = (await evidenceOf(tenant, 'bots'))!;
    expect(evidence).toMatchObject({
      days: ['2024-05-12'],
      exact: true,
      sessionCount: { value: 3 },
      otherSessionCount: { value: 25 },
    });
    const measured = Object.fromEntries(evidence.measures.map(({ measure, ...rest }) => [measure, rest]));
    const same = (sessionCount: number, middle: number) => ({ sessionCount, low: middle, middle, high: middle });
    // 59 intervals in 59 seconds; people: 10 in 527.7 seconds.
    expect(measured.RATE).toMatchObject({ standing: 'ABOVE', attack: same(3, 60), others: { sessionCount: 25 } });
    expect(measured.RATE!.others!.middle).toBeCloseTo((10 * 60_000) / 527_700, 6);
    expect(measured.REGULARITY).toMatchObject({ standing: 'BELOW', attack: same(3, 0) });
    expect(measured.REGULARITY!.others!.middle).toBeGreaterThan(1);
    expect(measured.ENDPOINTS).toEqual({ standing: 'BELOW', attack: same(3, 1), others: same(25, 4) });
    expect(measured.AGENTS).toEqual({ standing: 'ABOVE', attack: same(3, 2), others: same(25, 1) });
    expect(measured.ADDRESSES).toEqual({ standing: 'WITHIN', attack: same(3, 1), others: same(25, 1) });
    expect(measured.KEYS).toEqual({ standing: 'ABOVE', attack: same(3, 3), others: same(25, 1) });
    expect(measured.ONLY_READS).toEqual({
      standing: null,
      attack: { sessionCount: 3, low: null, middle: 1, high: null },
      others: { sessionCount: 25, low: null, middle: 0, high: null },
    });
  });

  test('others are of the same days and of other keys, and of this tenant', async () => {
    const [tenant, other] = [newTenant(), newTenant()];
    await importLines(database, tenant, [
      ...session('x', '2024-05-12', [1000], () => detected),
      ...session('x', '2024-05-13', [1000], () => ({})),
      ...session('y', '2024-05-13', [1000], () => detected),
      ...session('p', '2024-05-13', [1000], () => ({})),
      ...session('p', '2024-05-14', [1000], () => ({})),
    ]);
    await importLines(
      database,
      other,
      session('q', '2024-05-12', [1000], () => ({})),
    );
    const evidence = await evidenceOf(tenant, 'bots');
    expect(evidence).toMatchObject({
      days: ['2024-05-12', '2024-05-13'],
      sessionCount: { value: 2 },
      otherSessionCount: { value: 1 },
    });
    // Too few to say what is usual.
    expect(evidence!.measures.map(({ standing }) => standing)).toEqual(MEASURES.map(() => null));
    expect(await evidenceOf(tenant, 'nobody')).toBeNull();
    expect(await evidenceOf(other, 'bots')).toBeNull();
  });

  test('says so where not all could be measured', async () => {
    const tenant = newTenant();
    const many = Array.from({ length: 501 }, (_, n) => session(`p${n}`, '2024-05-12', [], () => ({}))).flat();
    await importLines(database, tenant, [...session('x', '2024-05-12', [1000], () => detected), ...many]);
    const evidence = (await evidenceOf(tenant, 'bots'))!;
    expect(evidence).toMatchObject({ exact: false, otherSessionCount: { value: 501 } });
    const endpoints = evidence.measures.find(({ measure }) => measure === 'ENDPOINTS')!;
    expect(endpoints.others!.sessionCount).toBe(500);
  });
});

describe('a measure', () => {
  const facts = (changes: Partial<SessionFacts> = {}): SessionFacts => ({
    ofAttack: true,
    requestCount: 61,
    readCount: 61,
    durationMs: 60_000,
    endpointCount: 4,
    addressCount: 1,
    agentCount: 1,
    intervals: 60,
    meanMs: 1000,
    deviationMs: 500,
    reads: true,
    address: '203.0.113.1',
    ...changes,
  });
  const middle = (measure: (typeof MEASURES)[number], changes: Partial<SessionFacts>) =>
    spreadOf(measure, [facts(changes)], new Map([['203.0.113.1', 7]]))?.middle ?? null;

  test.each([
    ['RATE', {}, 60],
    ['RATE', { requestCount: 10 }, null],
    // On a clock of whole seconds.
    ['RATE', { requestCount: 11, durationMs: 0 }, 600],
    ['REGULARITY', {}, 0.5],
    ['REGULARITY', { intervals: 9 }, null],
    ['REGULARITY', { meanMs: 0 }, null],
    ['AGENTS', { agentCount: null }, null],
    ['ADDRESSES', { addressCount: 0 }, null],
    ['KEYS', {}, 7],
    ['KEYS', { address: null }, null],
    ['ONLY_READS', { reads: false }, 0],
  ] as const)('%s of %j is %s', (measure, changes, value) => {
    expect(middle(measure, changes)).toBe(value);
  });

  test('spreads over values that were measured, and stands where its middle is', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(50), { minLength: LEAST_OTHERS, maxLength: 200 }), fc.nat(60), (counts, own) => {
        const spread = (all: number[]) =>
          spreadOf(
            'ENDPOINTS',
            all.map((endpointCount) => facts({ endpointCount })),
            new Map(),
          )!;
        const others = spread(counts);
        const below = (limit: number) => counts.filter((count) => count <= limit).length / counts.length;
        expect([others.low, others.middle, others.high].every((value) => counts.includes(value!))).toBe(true);
        expect(below(others.low!)).toBeGreaterThanOrEqual(0.1);
        expect(below(others.middle)).toBeGreaterThanOrEqual(0.5);
        expect(below(others.high!)).toBeGreaterThanOrEqual(0.9);
        const standing = own < others.low! ? 'BELOW' : own > others.high! ? 'ABOVE' : 'WITHIN';
        expect(standingOf(spread([own]), others)).toBe(standing);
      }),
    );
  });
});
