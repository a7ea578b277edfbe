import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ATTACK_TYPES } from '../../../subgraph/attacks/attack-types.ts';
import { isBefore, MAX_EVIDENCE } from '../../../subgraph/risk/evidence.ts';
import { type Risk, type RiskRequest, type RiskState, RiskTally } from '../../../subgraph/risk/risk.ts';
import { parseWeights, WEIGHTS } from '../../../subgraph/risk/weights.ts';

// What the score of a session is made of. The numbers are those of weights.json, written out here.

let ids = 0;

function request(facts: Partial<RiskRequest> = {}): RiskRequest {
  return {
    id: `r${++ids}`,
    // In the order in which they are made.
    time: ids,
    status: 200,
    blocked: false,
    attackTypes: [],
    sourceTags: [],
    user: null,
    businessFlows: [],
    riskScore: null,
    rogue: null,
    ...facts,
  };
}

const times = (count: number, facts: Partial<RiskRequest> = {}) => Array.from({ length: count }, () => request(facts));

/** The risk of a session part of which these are the requests, in the order of their times. */
function riskOf(requests: Iterable<RiskRequest>, weights = WEIGHTS): Risk {
  const tally = new RiskTally(weights);
  for (const each of requests) tally.add(each);
  return tally.risk();
}

const pointsOf = ({ factors }: Risk) => Object.fromEntries(factors.map(({ code, points }) => [code, points]));
const evidenceOf = ({ factors }: Risk, wanted: string) => factors.find(({ code }) => code === wanted)?.requestIds;

describe('a story each', () => {
  test('ordinary traffic has no risk and nothing to explain', () => {
    expect(riskOf(times(400, { user: 'alice', status: 200 }))).toEqual({ score: 0, factors: [] });
    expect(riskOf([])).toEqual({ score: 0, factors: [] });
  });

  test('a blocked attack counts by its severity, one that was answered by what it may have done as well', () => {
    expect(pointsOf(riskOf([request({ attackTypes: ['rce'], blocked: true })]))).toEqual({ ATTACK_SEVERITY: 38 });
    expect(pointsOf(riskOf([request({ attackTypes: ['rce'], status: 500 })]))).toEqual({ ATTACK_SEVERITY: 38 });
    const answered = riskOf([request({ attackTypes: ['rce'] })]);
    expect(pointsOf(answered)).toEqual({ ATTACK_SEVERITY: 38, MALICIOUS_ANSWERED: 15 });
    expect(answered.score).toBe(53);
    // Two points for each doubling, up to 24.
    expect(pointsOf(riskOf(times(4, { attackTypes: ['rce'] }))).MALICIOUS_ANSWERED).toBe(19);
    expect(pointsOf(riskOf(times(3_000, { attackTypes: ['rce'] }))).MALICIOUS_ANSWERED).toBe(24);
  });

  test('the worst type decides; a type without points of its own has those of its category, an unknown one those of others', () => {
    const severity = (...attackTypes: string[]) =>
      pointsOf(riskOf([request({ attackTypes, blocked: true })])).ATTACK_SEVERITY;
    expect(severity('rate_limit', 'sqli')).toBe(36);
    expect(severity('xss')).toBe(26);
    expect(severity('gql_depth')).toBe(10);
    expect(severity('constructor')).toBe(12);
  });

  test('each further type of attack adds, up to three of them', () => {
    const types = (...attackTypes: string[]) =>
      pointsOf(riskOf([request({ attackTypes, blocked: true })])).ATTACK_TYPES;
    expect(types('sqli')).toBeUndefined();
    expect(types('sqli', 'xss')).toBe(6);
    expect(types('sqli', 'xss', 'rce', 'scanner', 'dirbust')).toBe(18);
  });

  test('a sensitive flow and a risky endpoint count in full when they were attacked, a part of that when they were used', () => {
    const admin = { businessFlows: ['ADMIN', 'DASHBOARD'], riskScore: 9, rogue: 'SHADOW' as const };
    expect(pointsOf(riskOf([request(admin)]))).toEqual({ RISKY_ENDPOINT: 6, SENSITIVE_FLOW: 3 });
    expect(pointsOf(riskOf([request({ ...admin, attackTypes: ['xss'], blocked: true })]))).toEqual({
      ATTACK_SEVERITY: 26,
      RISKY_ENDPOINT: 12,
      SENSITIVE_FLOW: 12,
    });
    expect(riskOf([request({ businessFlows: ['DASHBOARD'], riskScore: 3.9, rogue: null })]).score).toBe(0);
    expect(pointsOf(riskOf([request({ riskScore: 4 }), request({ rogue: 'ZOMBIE' })])).RISKY_ENDPOINT).toBe(3);
  });

  test('errors count by their share, from 20 % to 80 %, and not a few of them', () => {
    const errors = (bad: number, good: number) =>
      pointsOf(riskOf([...times(bad, { status: 404 }), ...times(good), ...times(30, { status: null })])).ERROR_RATIO;
    expect(errors(9, 0)).toBeUndefined();
    expect(errors(10, 40)).toBeUndefined();
    expect(errors(10, 10)).toBe(5);
    expect(errors(10, 0)).toBe(10);
  });

  test('volume counts beyond 500 requests, and the first beyond show it', () => {
    expect(riskOf(times(500)).score).toBe(0);
    const many = times(1_000);
    expect(pointsOf(riskOf(many.slice(0, 501)))).toEqual({ VOLUME: 2 });
    expect(pointsOf(riskOf(many))).toEqual({ VOLUME: 4 });
    expect(evidenceOf(riskOf(many), 'VOLUME')).toEqual(many.slice(500, 510).map(({ id }) => id));
  });

  test('several users of one session, with the first request of each; no user is none', () => {
    const users = ['alice', null, 'alice', 'bob', 'carol'].map((user) => request({ user }));
    expect(pointsOf(riskOf(users.slice(0, 3)))).toEqual({});
    expect(pointsOf(riskOf(users.slice(0, 4)))).toEqual({ IDENTITY: 4 });
    expect(pointsOf(riskOf(users))).toEqual({ IDENTITY: 6 });
    expect(evidenceOf(riskOf(users), 'IDENTITY')).toEqual([0, 3, 4].map((index) => users[index]!.id));
  });

  test('the worst tag of a source decides, in any case of letters', () => {
    expect(pointsOf(riskOf([request({ sourceTags: ['VPN', 'search engine'] })]))).toEqual({ SOURCE: 4 });
    const mixed = [request({ sourceTags: ['datacenter'] }), request({ sourceTags: ['vpn', 'Tor'] })];
    expect(pointsOf(riskOf(mixed))).toEqual({ SOURCE: 6 });
    expect(evidenceOf(riskOf(mixed), 'SOURCE')).toEqual([mixed[1]!.id, mixed[0]!.id]);
  });

  test('evidence is the worst ten requests, of equal ones the first', () => {
    const attacks = [...times(8, { attackTypes: ['dirbust'] }), ...times(6, { attackTypes: ['rce'] })];
    expect(evidenceOf(riskOf(attacks), 'ATTACK_SEVERITY')).toEqual(
      [8, 9, 10, 11, 12, 13, 0, 1, 2, 3].map((index) => attacks[index]!.id),
    );
  });

  test('everything at once is cut at 100, and the factors keep their points', () => {
    const all = { businessFlows: ['ADMIN'], riskScore: 10, rogue: 'ZOMBIE' as const, sourceTags: ['tor'] };
    const types = ['rce', 'sqli', 'xss', 'ptrav'];
    const { score, factors } = riskOf([
      ...times(1_500, { ...all, attackTypes: types, user: 'a' }),
      ...times(1_500, { ...all, status: 500, user: 'b' }),
    ]);
    expect(score).toBe(100);
    expect(factors).toHaveLength(9);
    expect(factors.reduce((sum, { points }) => sum + points, 0)).toBeGreaterThan(100);
  });
});

describe('laws', () => {
  const types = ATTACK_TYPES.map(({ code }) => code);
  const any: fc.Arbitrary<RiskRequest> = fc.record({
    id: fc.uuid(),
    time: fc.nat({ max: 5 }),
    status: fc.constantFrom(null, 200, 204, 301, 404, 500),
    blocked: fc.boolean(),
    attackTypes: fc.oneof({ weight: 2, arbitrary: fc.constant([]) }, fc.subarray(types, { maxLength: 4 })),
    sourceTags: fc.subarray(['tor', 'VPN', 'office']),
    user: fc.constantFrom(null, 'alice', 'bob', 'carol'),
    businessFlows: fc.subarray(['ADMIN', 'AUTH', 'DASHBOARD']),
    riskScore: fc.constantFrom(null, 1, 4, 8, 10),
    rogue: fc.constantFrom(null, 'SHADOW' as const, 'ZOMBIE' as const),
  });
  // Long enough, now and then, for the share of errors and the volume to count.
  const session = fc
    .array(fc.tuple(any, fc.constantFrom(1, 1, 1, 9, 600)), { maxLength: 12 })
    .map((drawn) =>
      drawn.flatMap(([one, count]) => Array.from({ length: count }, (_, n) => ({ ...one, id: `${one.id} ${n}` }))),
    )
    .map((requests) => requests.toSorted((one, other) => (isBefore(one, other) ? -1 : 1)));
  test('requests that come in any order, a state kept in between, make the score of all of them', () => {
    fc.assert(
      fc.property(
        session,
        fc.array(fc.nat()),
        fc.array(fc.nat({ max: 2_000 }), { maxLength: 4 }),
        (requests, keys, cuts) => {
          const shuffled = requests
            .map((request, index) => ({ request, key: (keys[index % Math.max(1, keys.length)] ?? 0) * (index + 1) }))
            .toSorted((one, other) => (one.key % 101) - (other.key % 101))
            .map(({ request }) => request);
          const places = [0, ...cuts.toSorted((one, other) => one - other), shuffled.length];
          const batches = places.slice(1).map((end, index) => shuffled.slice(places[index], end));
          const risk = batches.reduce<{ tally: RiskTally; known: RiskRequest[] }>(goOn, {
            tally: new RiskTally(),
            known: [],
          });
          expect(risk.tally.risk()).toEqual(riskOf(requests));
        },
      ),
      { numRuns: 200 },
    );
  });

  /** As a batch does: a part without requests is new, another one goes on from the state that was kept. */
  function goOn({ tally, known }: { tally: RiskTally; known: RiskRequest[] }, batch: RiskRequest[]) {
    const all = [...known, ...batch].toSorted((one, other) => (isBefore(one, other) ? -1 : 1));
    if (batch.length === 0) return { tally, known };
    const users = new Set(known.map(({ user }) => user));
    const fresh = new Set(batch.map(({ user }) => user).filter((user) => user !== null && !users.has(user)));
    const state = JSON.parse(JSON.stringify(tally.state())) as RiskState;
    const next = new RiskTally(WEIGHTS, known.length === 0 ? null : { state, newUsers: fresh.size });
    for (const each of known.length === 0 ? all : batch) next.add(each);
    if (next.isVolumeUnknown) next.showVolume(all.slice(WEIGHTS.VOLUME.from, WEIGHTS.VOLUME.from + MAX_EVIDENCE));
    return { tally: next, known: all };
  }

  const malicious = any.filter(({ attackTypes }) => attackTypes.length > 0);

  test('a score is the sum of its factors, cut at 100; each has points up to its maximum, and evidence', () => {
    fc.assert(
      fc.property(session, (requests) => {
        const { score, factors } = riskOf(requests);
        expect(score).toBe(
          Math.min(
            100,
            factors.reduce((sum, { points }) => sum + points, 0),
          ),
        );
        for (const { code, points, requestIds } of factors) {
          expect(Number.isInteger(points) && points > 0 && points <= WEIGHTS[code].max).toBe(true);
          expect(requestIds.length > 0 && requestIds.length <= 10).toBe(true);
          expect(new Set(requestIds).size).toBe(requestIds.length);
          expect(requests.map(({ id }) => id)).toEqual(expect.arrayContaining(requestIds));
        }
      }),
    );
  });

  test('one more malicious request never lowers a score or a factor, wherever it comes', () => {
    fc.assert(
      fc.property(session, malicious, fc.nat(), (requests, attack, place) => {
        const more = requests.toSpliced(place % (requests.length + 1), 0, attack);
        const [before, after] = [riskOf(requests), riskOf(more)];
        expect(after.score).toBeGreaterThanOrEqual(before.score);
        for (const [code, points] of Object.entries(pointsOf(before))) {
          expect(pointsOf(after)[code]).toBeGreaterThanOrEqual(points);
        }
      }),
      { numRuns: 300 },
    );
  });

  test('the order of requests changes what is shown, never the score', () => {
    fc.assert(
      fc.property(session, (requests) => {
        expect(pointsOf(riskOf(requests.toReversed()))).toEqual(pointsOf(riskOf(requests)));
      }),
    );
  });

  test('a judgement that an attack is none never raises a score that has no errors', () => {
    fc.assert(
      fc.property(session, malicious, (requests, attack) => {
        const calm = [...requests, attack].map((each) => ({ ...each, status: 200 }));
        const judged = calm.with(-1, { ...calm.at(-1)!, attackTypes: [] });
        expect(riskOf(judged).score).toBeLessThanOrEqual(riskOf(calm).score);
      }),
    );
  });
});

describe('weights', () => {
  const text = readFileSync(new URL('../../../subgraph/risk/weights.json', import.meta.url), 'utf8');
  const changed = (change: (weights: Record<string, Record<string, unknown>>) => void) => {
    const weights = JSON.parse(text);
    change(weights);
    return () => parseWeights(JSON.stringify(weights), 'weights.json');
  };

  test('other weights make other scores', () => {
    const weights = parseWeights(
      JSON.stringify({ ...JSON.parse(text), SOURCE: { label: 'From', max: 50, tags: { office: 50 } } }),
      'w',
    );
    expect(riskOf([request({ sourceTags: ['office'] })], weights)).toMatchObject({ score: 50 });
  });

  test('what cannot be meant is refused with its place', () => {
    expect(changed((w) => delete w.VOLUME)).toThrow("weights.json: / must have required property 'VOLUME'");
    expect(changed((w) => Object.assign(w.IDENTITY!, { max: 101 }))).toThrow(
      'weights.json: /IDENTITY/max must be <= 100',
    );
    expect(changed((w) => Object.assign(w.SOURCE!, { tag: 1 }))).toThrow('/SOURCE has an unknown key "tag"');
    expect(changed((w) => Object.assign(w.ERROR_RATIO!, { to: 0.1 }))).toThrow(
      '/ERROR_RATIO/from must be less than to',
    );
  });
});
