import fc from 'fast-check';
import { expect, test } from 'vitest';
import { act, auditOf, expectVerified, judge } from '../../support/actions.ts';
import { onDatabases } from '../../support/graph.ts';
import { importLines, type Line, newTenant } from '../../support/traffic.ts';

// Imports and actions in any order, against a plain model of what marks and blocks mean.

const TYPES = ['sqli', 'xss', 'bola'];
const detection = fc.record({
  type: fc.constantFrom(...TYPES),
  parameter: fc.constantFrom('ARGS:id', null),
  falsePositive: fc.oneof({ weight: 5, arbitrary: fc.constant(false) }, { weight: 1, arbitrary: fc.constant(true) }),
});
const request = fc.record({
  sid: fc.constantFrom('one', 'two'),
  path: fc.constantFrom('/a', '/b'),
  day: fc.constantFrom('2024-05-12', '2024-05-13'),
  detections: fc.array(detection, { maxLength: 2 }),
});

type Step =
  | { do: 'import'; requests: (typeof request extends fc.Arbitrary<infer T> ? T : never)[] }
  /** `at` picks one of the requests or detections that there are. */
  | { do: 'mark' | 'unmark' | 'block' | 'unblock' | 'again'; at: number };
const at = fc.nat({ max: 1_000 });
const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constant('import' as const),
      requests: fc.array(request, { minLength: 1, maxLength: 4 }),
    }),
  },
  { weight: 5, arbitrary: fc.record({ do: fc.constantFrom('mark' as const, 'unmark' as const), at }) },
  {
    weight: 1,
    arbitrary: fc.record({ do: fc.constantFrom('block' as const, 'unblock' as const, 'again' as const), at }),
  },
);

interface ModelDetection {
  id: string;
  request: string;
  /** Type, endpoint and parameter, spelled. */
  combination: string;
  markable: boolean;
  bySource: boolean;
  /** The mark that silences it. */
  mark: number | null;
}

/** What marks mean, as plainly as possible. */
class Model {
  readonly lines: (Line & { sid: string })[] = [];
  readonly detections: ModelDetection[] = [];
  readonly blocked = new Set<string>();
  private readonly marks: string[] = [];

  import(line: Line & { sid: string }): void {
    this.lines.push(line);
    for (const [index, each] of (
      line.detections as { type: string; parameter: string | null; falsePositive: boolean }[]
    ).entries()) {
      const combination = JSON.stringify([each.type, line.path, each.parameter]);
      const mark = this.marks.indexOf(combination);
      this.detections.push({
        id: `${line.id}.${index + 1}`,
        request: String(line.id),
        combination,
        markable: each.type !== 'bola',
        bySource: each.falsePositive,
        mark: each.falsePositive || mark < 0 ? null : mark,
      });
    }
  }

  mark(detection: ModelDetection): number | string {
    if (!detection.markable) return 'NOT_SUPPORTED';
    if (detection.mark !== null) return 0;
    this.marks.push(detection.combination);
    detection.mark = this.marks.length - 1;
    return detection.bySource ? 0 : 1;
  }

  unmark(detection: ModelDetection): number | string {
    const { mark } = detection;
    if (mark === null) return detection.bySource ? 'NOT_SUPPORTED' : 0;
    this.marks[mark] = 'taken back';
    const silenced = this.detections.filter((each) => each.mark === mark);
    for (const each of silenced) each.mark = null;
    return new Set(silenced.map((each) => each.request)).size;
  }

  get counting(): string[] {
    return this.detections
      .filter(({ mark, bySource }) => mark === null && !bySource)
      .map(({ id }) => id)
      .sort();
  }
}

interface Part {
  key: string;
  blocked: boolean;
  attackCount: number;
  maliciousRequestCount: number;
  attackTypes: { type: { code: string }; detectionCount: number }[];
  requests: { nodes: { id: string; detections: { id: string; falsePositive: boolean }[] }[] };
}

onDatabases(({ database, graph, kind }) => {
  const partsOf = async (tenant: string) => {
    const { sessions } = await graph.query<{ sessions: { nodes: Part[] } }>(
      tenant,
      `{ sessions { nodes { key blocked attackCount maliciousRequestCount attackTypes(first: 20) { type { code } detectionCount }
         requests(first: 200) { nodes { id detections { id falsePositive } } } } } }`,
    );
    return sessions.nodes;
  };

  test('the store is what the model says, and verify finds nothing', { timeout: 300_000 }, async () => {
    let longest = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 4, maxLength: 14 }), async (steps) => {
        const tenant = newTenant();
        const model = new Model();
        let done = 0;
        const keyOf = async (id: string) => {
          const { request: found } = await graph.query<{ request: { session: { id: string; key: string } } }>(
            tenant,
            'query ($id: ID!) { request(id: $id) { session { id key } } }',
            { id },
          );
          return found.session;
        };
        for (const each of steps) {
          if (each.do === 'import') {
            const lines = each.requests.map(({ day, ...line }, n) => {
              const number = model.lines.length + n;
              return { ...line, id: `r${number}`, time: `${day}T10:00:${String(number % 60).padStart(2, '0')}Z` };
            });
            for (const line of lines) model.import(line);
            await importLines(database, tenant, lines);
          } else if (each.do === 'again' && model.lines.length > 0) {
            expect(await importLines(database, tenant, model.lines)).toMatchObject({ accepted: 0 });
          } else if ((each.do === 'mark' || each.do === 'unmark') && model.detections.length > 0) {
            const chosen = model.detections[each.at % model.detections.length]!;
            const expected = model[each.do](chosen);
            const result = await judge(graph, tenant, each.do, chosen.id);
            expect(result.affectedRequests ?? result.code).toBe(expected);
            done += 1;
          } else if ((each.do === 'block' || each.do === 'unblock') && model.lines.length > 0) {
            const { id, key } = await keyOf(String(model.lines[each.at % model.lines.length]!.id));
            const was = model.blocked.has(key);
            if (each.do === 'block') model.blocked.add(key);
            else model.blocked.delete(key);
            const result = await act(graph, tenant, each.do, {
              sessionId: id,
              ...(each.do === 'block' ? { reason: 'x' } : {}),
            });
            expect(result.code ?? 'done').toBe(each.do === 'block' && was ? 'CONFLICT' : 'done');
            done += 1;
          }
        }
        const parts = await partsOf(tenant);
        const found = parts.flatMap(({ requests }) => requests.nodes.flatMap(({ detections }) => detections));
        expect(
          found
            .filter(({ falsePositive }) => !falsePositive)
            .map(({ id }) => id)
            .sort(),
        ).toEqual(model.counting);
        for (const part of parts) {
          const counting = part.requests.nodes.map(({ detections }) =>
            detections.filter(({ falsePositive }) => !falsePositive),
          );
          expect(part.attackCount).toBe(counting.flat().length);
          expect(part.maliciousRequestCount).toBe(counting.filter(({ length }) => length > 0).length);
          expect(part.attackTypes.reduce((sum, { detectionCount }) => sum + detectionCount, 0)).toBe(part.attackCount);
          expect(part.blocked).toBe(model.blocked.has(part.key));
        }
        // Every action was told, once.
        expect(await auditOf(graph, tenant)).toHaveLength(done);
        longest = Math.max(longest, done);
        await expectVerified(database);
      }),
      { numRuns: kind === 'embedded' ? 12 : 25 },
    );
    expect(longest).toBeGreaterThan(3);
  });
});
