import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { SequenceStep, SessionFilter } from '../../subgraph/filters/filter.type.ts';
import { period, sequence, traffic } from '../support/arbitraries.ts';
import { onDatabases } from '../support/graph.ts';
import { inPeriod, requestMeets } from '../support/naive-filter.ts';
import { restsOnArrival } from '../support/naive-sequence.ts';
import { seed, withKnownIds } from '../support/naive-sessions.ts';
import { rowsFetched, statementsOf } from '../support/statements.ts';
import { importLines, type Line, newTenant } from '../support/traffic.ts';

// Laws of "followed by" that the plain evaluation (list-laws.test.ts and others draw sequences) does not say, and what it reads.

/** Few moments, so that many requests of a session have the same. */
const withTies = traffic.map((lines) =>
  lines
    .slice(0, 16)
    .map((line, index) => ({ ...line, sid: `s${index % 2}`, time: `2024-05-12T12:00:0${Math.floor(index / 8)}.000Z` })),
);

/** Two requests at one time, of which the second is any, and sequences of all kinds. */
const steps = fc.oneof(
  sequence,
  fc
    .constantFrom<SequenceStep['request']>({}, { statusClasses: [2] }, { blocked: true })
    .map((request): SequenceStep[] => [{ request }, { request: {}, withinMs: 0 }]),
);

onDatabases(({ database, graph }) => {
  const count = async (tenant: string, filter: object, scope: unknown) => {
    const { sessions } = await graph.query<{ sessions: { totalCount: { value: number } } }>(
      tenant,
      'query ($period: SessionTimeRange, $filter: SessionFilter) { sessions(period: $period, filter: $filter) { totalCount { value } } }',
      { period: scope, filter },
    );
    return sessions.totalCount.value;
  };
  const withoutLimits = (steps: SequenceStep[]) => steps.map(({ request }) => ({ request }));

  test('a list grows with fewer steps and without limits of time, and says when an order rests on arrival alone', async () => {
    let found = 0;
    let resting = 0;
    const question = fc.record({ period, steps });
    await fc.assert(
      fc.asyncProperty(withTies, fc.array(question, { minLength: 6, maxLength: 6 }), async (lines, questions) => {
        const { tenant, sessions } = await seed(database, graph, lines);
        for (const { period: scope, steps: drawn } of questions) {
          const steps = withKnownIds({ sequence: drawn }, sessions)!.sequence!;
          const all = await count(tenant, { sequence: steps }, scope);
          expect(await count(tenant, { sequence: withoutLimits(steps) }, scope)).toBeGreaterThanOrEqual(all);
          if (steps.length > 1) {
            expect(await count(tenant, { sequence: steps.slice(0, -1) }, scope)).toBeGreaterThanOrEqual(all);
          }
          const { list } = await graph.query<{
            list: { edges: { node: { id: string }; match: { restsOnArrival: boolean } }[] };
          }>(
            tenant,
            `query ($period: SessionTimeRange, $filter: SessionFilter) { list: sessions(period: $period, filter: $filter, first: 200) {
                 edges { node { id } match { restsOnArrival } } } }`,
            { period: scope, filter: { sequence: steps } },
          );
          for (const { node, match } of list.edges) {
            const own = sessions.find(({ id }) => id === node.id)!.requests.filter((each) => inPeriod(each, scope));
            const rests = restsOnArrival(own, steps, (request, each) => requestMeets(request, each.request));
            expect(match.restsOnArrival).toBe(steps.length > 1 && rests);
            if (match.restsOnArrival) resting += 1;
            found += 1;
          }
        }
      }),
      { numRuns: 15 },
    );
    expect(found).toBeGreaterThan(20);
    expect(resting).toBeGreaterThan(3);
  });

  test('one step is one entry more: list, number, matches and timeline', async () => {
    const fields = `totalCount { value exact } nodes { id } timeline { buckets { start requests malicious } }
        edges { match { requestCount { value } firstAt lastAt reasons restsOnArrival } }`;
    await fc.assert(
      fc.asyncProperty(traffic, fc.array(sequence, { minLength: 4, maxLength: 4 }), async (lines, drawn) => {
        const { tenant, sessions } = await seed(database, graph, lines);
        for (const [step, other] of drawn.map((steps) => withKnownIds({ sequence: steps }, sessions)!.sequence!)) {
          const beside = other ? [other.request] : [];
          const ask = (filter: SessionFilter) =>
            graph.query(tenant, `query ($filter: SessionFilter) { sessions(filter: $filter) { ${fields} } }`, {
              filter,
            });
          const entries = { requests: [...beside, step!.request] };
          const steps = { ...(other && { requests: beside }), sequence: [step!] };
          expect(await ask(steps)).toEqual(await ask(entries));
        }
      }),
      { numRuns: 10 },
    );
  });

  test('of parts that cannot have a chain no request is read, and of the others each once', async () => {
    const lines = (sid: string, statuses: number[]): Line[] =>
      statuses.map((status, index) => ({
        id: `${sid}-${index}`,
        sid,
        time: new Date(Date.parse('2024-05-12T12:00:00Z') + index * 1_000).toISOString(),
        status,
      }));
    const calm = Array.from({ length: 40 }, (_, n) =>
      lines(
        `calm-${n}`,
        Array.from({ length: 50 }, () => 200),
      ),
    ).flat();
    const both = Array.from({ length: 400 }, (_, index) => (index % 2 === 0 ? 401 : 200));
    const tenant = newTenant();
    await importLines(database, tenant, [...calm, ...lines('both', both)]);
    const steps = [401, 200, 401].map((status) => ({ request: { statuses: [status] } }));
    const ask = (fields: string) => () =>
      graph.query(tenant, `query ($filter: SessionFilter) { sessions(filter: $filter) { ${fields} } }`, {
        filter: { sequence: steps },
      });
    const cost = async (fields: string): Promise<number> => {
      let rows = 0;
      for (const statement of await statementsOf(ask(fields))) rows += await rowsFetched(database, statement);
      return rows;
    };
    // The sessions, and the requests of the one that can have a chain.
    const inOnePass = 400 + 41;
    expect(await cost('totalCount { value }')).toBeLessThanOrEqual(inOnePass);
    expect(await cost('nodes { id }')).toBeLessThanOrEqual(inOnePass);
    // Once for its chains, once for itself; and what tells the span of everything kept.
    expect(await cost('timeline { buckets { requests } }')).toBeLessThanOrEqual(3 * 400);
  });
});
