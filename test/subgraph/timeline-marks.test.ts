import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Period } from '../../subgraph/filters/filter.type.ts';
import { act } from '../support/actions.ts';
import { onDatabases } from '../support/graph.ts';
import { statementsOf } from '../support/statements.ts';
import { importLines, type Line, newTenant } from '../support/traffic.ts';

// What happened in a session beside its requests: silences, and changes of who it is and where from.

interface Mark {
  kind: string;
  at: string;
  until: string | null;
  before: string | null;
  after: string | null;
  by: string | null;
  reason: string | null;
  detail: string;
}
interface Marks {
  marks: Mark[];
  markCount: number;
}
const MINUTE = 60_000;
const START = Date.parse('2024-05-12T10:00:00Z');
const MOST = 50;

const at = (ms: number) => new Date(START + ms).toISOString();
const time = (mark: Mark) => [mark.kind, mark.at.slice(11, 19), mark.until?.slice(11, 19) ?? null, mark.detail];

onDatabases(({ database, graph }) => {
  const marksOf = async (tenant: string, args: object = {}) => {
    const data = await graph.query<{ request: { session: { timeline: Marks } } }>(
      tenant,
      `query ($period: SessionTimeRange, $filter: SessionRequestFilter) { request(id: "r0") { session {
         timeline(period: $period, filter: $filter) { marks { kind at until before after by reason detail } markCount } } } }`,
      args,
    );
    return data.request.session.timeline;
  };
  const seed = async (lines: Partial<Line>[]) => {
    const tenant = newTenant();
    await importLines(
      database,
      tenant,
      lines.map((line, index) => ({ id: `r${index}`, sid: 'one', time: at(0), ...line })),
    );
    return tenant;
  };

  /** Every half minute a request, a silence of twelve minutes, and a stranger from elsewhere behind it. */
  const story: Partial<Line>[] = [
    ...[0, 0.5, 1, 1.5].map((minute) => ({ time: at(minute * MINUTE), user: 'alice', countryCode: 'DE' })),
    { time: at(2 * MINUTE) },
    { time: at(14 * MINUTE + 5_000), user: 'mallory' },
    { time: at(14.5 * MINUTE), user: 'mallory', countryCode: 'US', method: 'POST' },
    { time: at(15 * MINUTE), user: 'alice', countryCode: 'US' },
  ];

  test('a silence, a stranger, another country, and the first user again', async () => {
    const { marks, markCount } = await marksOf(await seed(story));
    expect(marks.map(time)).toEqual([
      ['GAP', '10:02:00', '10:14:05', 'no request for 12 min 5 s'],
      ['USER_CHANGED', '10:14:05', null, 'from alice to mallory'],
      ['COUNTRY_CHANGED', '10:14:30', null, 'from DE to US'],
      ['USER_CHANGED', '10:15:00', null, 'from mallory to alice'],
    ]);
    expect(markCount).toBe(4);
  });

  test('marks tell what happened in the period, whatever the filter', async () => {
    const tenant = await seed(story);
    expect(await marksOf(tenant, { filter: { methods: ['POST'] } })).toEqual(await marksOf(tenant));
    // The gap is not inside, and mallory is the first who is known.
    const late = await marksOf(tenant, { period: { from: at(10 * MINUTE) } });
    expect(late.marks.map(time)).toEqual([['USER_CHANGED', '10:15:00', null, 'from mallory to alice']]);
    const early = await marksOf(tenant, { period: { to: at(14 * MINUTE + 5_000) } });
    expect(early).toEqual({ marks: [], markCount: 0 });
  });

  test('a gap is longer than five minutes, and than ten times what is usual', async () => {
    const gaps = async (...minutes: number[]) => {
      const ends = minutes.map((_, index) => minutes.slice(0, index + 1).reduce((sum, each) => sum + each, 0));
      const lines = [0, ...ends].map((minute) => ({ time: at(Math.round(minute * MINUTE)) }));
      return (await marksOf(await seed(lines))).markCount;
    };
    expect(await gaps(5)).toBe(0);
    expect(await gaps(0.1, 0.1, 5)).toBe(0);
    expect(await gaps(0.1, 0.1, 5.001)).toBe(1);
    expect(await gaps(6, 6, 60)).toBe(0);
    expect(await gaps(6, 6, 60.001)).toBe(1);
    // The middle of an even number is between the two.
    expect(await gaps(1, 1, 3, 20)).toBe(0);
    expect(await gaps(1, 1, 3, 20.001)).toBe(1);
  });

  test('of equal times the order of arrival decides', async () => {
    const users = ['alice', 'bob', 'alice'];
    const { marks } = await marksOf(await seed(users.map((user) => ({ user }))));
    expect(marks.map(({ detail }) => detail)).toEqual(['from alice to bob', 'from bob to alice']);
  });

  test('of more than 50 of a kind those are kept that came after something lasting, and the number is told', async () => {
    // Two users take turns every second, 400 times, after one who stayed for a minute; and there is one gap.
    const lines = [
      { time: at(0), user: 'zoe' },
      ...Array.from({ length: 400 }, (_, index) => ({ time: at(MINUTE + index * 1_000), user: index % 2 ? 'a' : 'b' })),
      { time: at(30 * MINUTE), user: 'zoe', countryCode: 'DE' },
    ];
    const { marks, markCount } = await marksOf(await seed(lines));
    expect(marks.filter(({ kind }) => kind === 'GAP')).toHaveLength(1);
    expect(marks.filter(({ kind }) => kind === 'USER_CHANGED')).toHaveLength(MOST);
    expect(marks.map(({ detail }) => detail)).toEqual(expect.arrayContaining(['from zoe to b', 'from a to zoe']));
    expect(markCount).toBe(402);
  });

  test('a list has none', async () => {
    const tenant = await seed(story);
    const { sessions } = await graph.query<{ sessions: { timeline: Marks } }>(
      tenant,
      '{ sessions { timeline { marks { kind } markCount } } }',
    );
    expect(sessions.timeline).toEqual({ marks: [], markCount: 0 });
  });

  test('blocks of the key are marks, as long as they are inside the period', async () => {
    const now = new Date();
    const tenant = await seed([{ time: now.toISOString() }]);
    const { request } = await graph.query<{ request: { session: { id: string } } }>(
      tenant,
      '{ request(id: "r0") { session { id } } }',
    );
    const sessionId = request.session.id;
    const until = new Date(now.getTime() + 60 * MINUTE).toISOString();
    await act(graph, tenant, 'block', { sessionId, until, reason: 'stuffs credentials' });
    expect((await marksOf(tenant)).marks).toMatchObject([
      { kind: 'BLOCKED', until, by: 'local', reason: 'stuffs credentials', detail: 'by local: stuffs credentials' },
    ]);
    await act(graph, tenant, 'unblock', { sessionId });
    const { marks, markCount } = await marksOf(tenant);
    expect(marks.map(({ kind, detail }) => [kind, detail])).toEqual([
      ['BLOCKED', 'by local: stuffs credentials'],
      ['UNBLOCKED', 'by local'],
    ]);
    expect(marks[1]).toMatchObject({ before: null, after: null, by: 'local', reason: null });
    expect(marks[0]!.until).toBe(marks[1]!.at);
    expect(markCount).toBe(2);
    expect(await marksOf(tenant, { period: { to: new Date(now.getTime() + 1).toISOString() } })).toEqual({
      marks: [],
      markCount: 0,
    });
  });

  test('the marks of many sessions are two statements more, and without marks none', async () => {
    const tenant = newTenant();
    await importLines(
      database,
      tenant,
      Array.from({ length: 60 }, (_, index) => ({
        id: `r${index}`,
        sid: `s${index % 20}`,
        time: at(index * MINUTE),
        user: `user${index}`,
      })),
    );
    const ask = (fields: string) =>
      statementsOf(() => graph.query(tenant, `{ sessions { nodes { timeline { bucketMs ${fields} } } } }`));
    const [without, with_] = [await ask(''), await ask('marks { detail } markCount')];
    expect(with_.length).toBe(without.length + 2);
    const { sessions } = await graph.query<{ sessions: { nodes: { timeline: Marks }[] } }>(
      tenant,
      '{ sessions { nodes { timeline { marks { kind detail } markCount } } } }',
    );
    expect(sessions.nodes.map(({ timeline }) => timeline.markCount)).toEqual(Array(20).fill(2));
  });

  const line = fc.record({
    // Whole seconds often, so that times are equal; long silences at times.
    ms: fc.oneof(
      fc.nat({ max: 20 }).map((seconds) => seconds * 1_000),
      fc.nat({ max: 3_000_000 }),
    ),
    user: fc.constantFrom(undefined, 'alice', 'bob', '<b>'),
    countryCode: fc.constantFrom(undefined, undefined, 'DE', 'FR'),
    method: fc.constantFrom('GET', 'POST'),
  });
  const bound = fc.option(fc.nat({ max: 10_000_000 }), { nil: undefined });

  test('they are those that a plain look at the requests finds', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(line, { minLength: 1, maxLength: 200 }), bound, bound, async (drawn, a, b) => {
        let now = 0;
        const lines = drawn.map(({ ms, ...each }) => {
          now = (now + ms) % 40_000_000;
          return { ...each, time: at(now) };
        });
        const tenant = await seed(lines);
        const [from, to] = a !== undefined && b !== undefined && a > b ? [b, a] : [a, b];
        const period: Period = {
          from: from === undefined ? undefined : new Date(START + from),
          to: to === undefined ? undefined : new Date(START + to),
        };
        const found = await marksOf(tenant, { period, filter: { methods: ['GET'] } });
        expect(found).toEqual(naiveMarks(lines, period));
      }),
      { numRuns: 40 },
    );
  });
});

/** What happened by itself. */
const NOBODY = { by: null, reason: null };

interface Candidate extends Mark {
  weight: number;
  place: number;
}

/** Null: no time of the session is in the period. */
function naiveMarks(
  lines: (Partial<Line> & { user?: string; countryCode?: string })[],
  { from, to }: Period,
): Marks | null {
  const whole = lines.map((line, seq) => ({ ...line, ms: Date.parse(line.time!), seq }));
  const times = whole.map(({ ms }) => ms);
  const begin = Math.max(Math.min(...times), from?.getTime() ?? Number.NEGATIVE_INFINITY);
  const end = Math.min(Math.max(...times), to ? to.getTime() - 1 : Number.POSITIVE_INFINITY);
  if (begin > end) return null;
  const requests = whole
    .filter(({ ms }) => (!from || ms >= from.getTime()) && (!to || ms < to.getTime()))
    .toSorted((a, b) => a.ms - b.ms || a.seq - b.seq);
  const steps = requests.slice(1).map(({ ms }, index) => ms - requests[index]!.ms);
  const sorted = steps.toSorted((a, b) => a - b);
  const median = (sorted[Math.floor((sorted.length - 1) / 2)]! + sorted[Math.ceil((sorted.length - 1) / 2)]!) / 2;
  const iso = (ms: number) => new Date(ms).toISOString();
  const gaps: Candidate[] = steps.flatMap((step, index) =>
    step > Math.max(5 * MINUTE, 10 * median)
      ? [
          {
            kind: 'GAP',
            at: iso(requests[index]!.ms),
            until: iso(requests[index + 1]!.ms),
            ...NOBODY,
            before: null,
            after: null,
            detail: `no request for ${words(step)}`,
            weight: step,
            place: requests[index + 1]!.seq,
          },
        ]
      : [],
  );
  const changes = (kind: string, name: 'user' | 'countryCode'): Candidate[] => {
    const marks: Candidate[] = [];
    const values: { value: string; ms: number }[] = [];
    for (const { ms, seq, [name]: value } of requests) {
      if (value === undefined || value === values.at(-1)?.value) continue;
      const since = values.at(-1);
      if (since) {
        const [before, after] = [since.value, value];
        const told = { ...NOBODY, before, after, detail: `from ${before} to ${after}` };
        marks.push({ ...told, kind, at: iso(ms), until: null, weight: ms - since.ms, place: seq });
      }
      values.push({ value, ms });
    }
    return marks;
  };
  const all = [gaps, changes('USER_CHANGED', 'user'), changes('COUNTRY_CHANGED', 'countryCode')];
  const order = (a: Candidate, b: Candidate) => Date.parse(a.at) - Date.parse(b.at) || a.place - b.place;
  return {
    marks: all
      .flatMap((ofKind) => ofKind.toSorted((a, b) => b.weight - a.weight || order(a, b)).slice(0, MOST))
      .toSorted(
        (a, b) =>
          Date.parse(a.at) - Date.parse(b.at) || (a.kind < b.kind ? -1 : a.kind > b.kind ? 1 : a.place - b.place),
      )
      .map(({ weight: _, place: __, ...mark }) => mark),
    markCount: all.flat().length,
  };
}

function words(ms: number): string {
  const whole = Math.floor(ms / 1_000);
  const [hours, minutes, seconds] = [Math.floor(whole / 3_600), Math.floor((whole % 3_600) / 60), whole % 60];
  const parts = [hours && `${hours} h`, minutes && `${minutes} min`, seconds && `${seconds} s`];
  return parts.filter((part) => part !== 0).join(' ');
}
