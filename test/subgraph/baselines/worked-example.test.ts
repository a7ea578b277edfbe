import { readFileSync } from 'node:fs';
import { beforeAll, expect, test } from 'vitest';
import { RELATIVE_ERROR } from '../../../subgraph/baselines/histogram.ts';
import { readSpecification } from '../../../subgraph/endpoints/read-openapi.ts';
import { settleDeviations } from '../../../subgraph/settling/settle-deviations.ts';
import { changeSpecifications } from '../../../subgraph/specifications/specification-store.ts';
import { verify } from '../../../subgraph/verify/verify.ts';
import { readFuzzingLog } from '../../support/fuzzing-log.ts';
import { onDatabases } from '../../support/graph.ts';
import { type Measured, type MeasuredField, NaiveBaselines } from '../../support/naive-baselines.ts';
import { importLines, newTenant } from '../../support/traffic.ts';

// A worked example: a fuzzer against a vulnerable API, every answer of the real log. What the server calls slow or large is
// exactly what sorted values call so.

const FIELDS: Record<string, MeasuredField> = { DURATION: 'durationMs', SIZE: 'sizeBytes' };

interface Answered {
  id: string;
  durationMs: number;
  sizeBytes: number;
  status: number;
  path: string;
  deviations: { metric: string; degree: string; factor: number }[];
  expected: Record<string, number>;
}

const DEVIATING = `query ($after: String) { sessions(first: 100, after: $after, filter: { requests: [{ deviations: [DURATION, SIZE] }] }) {
  pageInfo { hasNextPage endCursor } nodes { requests(first: 200, filter: { deviations: [DURATION, SIZE] }) {
    totalCount { value } nodes { id path status durationMs sizeBytes deviations { metric degree factor }
      expected { sampleCount durationMsSampleCount durationMsMean durationMsMedian durationMsP95
        sizeBytesSampleCount sizeBytesMean sizeBytesMedian sizeBytesP95 } } } } } }`;

onDatabases(({ database, graph }) => {
  const tenant = newTenant();
  let requests: Measured[];
  let baselines: NaiveBaselines;
  let found: Answered[];
  beforeAll(async () => {
    const { lines, sequences } = readFuzzingLog(Date.parse('2024-05-18'));
    const api = readSpecification(readFileSync('test/data/openapi/vampi.openapi.yml', 'utf8'), 'vampi.yml', {
      host: 'vampi:5000',
    });
    await changeSpecifications(database, tenant, { load: [api] });
    await importLines(
      database,
      tenant,
      lines.map(({ parameters: _, ...line }, index) => ({
        ...line,
        id: `answer-${index}`,
        sid: sequences[index] ?? 'checkers',
      })),
    );
    expect(await settleDeviations(database, tenant)).toMatchObject({ interrupted: false });
    const { rows } = await database.pool.query<{ id: string; endpoint_id: string }>(
      'SELECT id, endpoint_id FROM request WHERE tenant = $1',
      [tenant],
    );
    const endpoints = new Map(rows.map((row) => [row.id, row.endpoint_id]));
    requests = lines.map(({ time, status, durationMs, sizeBytes }, index) => ({
      id: `answer-${index}`,
      session: sequences[index] ?? 'checkers',
      endpoint: endpoints.get(`answer-${index}`)!,
      time: new Date(time),
      status,
      blocked: false,
      durationMs,
      sizeBytes: Number(sizeBytes),
    }));
    baselines = new NaiveBaselines(requests);
    found = await allDeviating();
  });

  async function allDeviating(): Promise<Answered[]> {
    const all: Answered[] = [];
    let after: string | null = null;
    do {
      const { sessions }: { sessions: Page } = await graph.query<{ sessions: Page }>(tenant, DEVIATING, { after });
      for (const session of sessions.nodes) {
        expect(session.requests.totalCount.value).toBe(session.requests.nodes.length);
        all.push(...session.requests.nodes);
      }
      after = sessions.pageInfo.hasNextPage ? sessions.pageInfo.endCursor : null;
    } while (after);
    return all;
  }

  test('the flagged requests are those that sorted values flag; none is so near a threshold that they might differ', () => {
    const expected: string[] = [];
    const borderline: string[] = [];
    for (const request of requests) {
      for (const [metric, field] of Object.entries(FIELDS)) {
        const judged = baselines.judge(request, field, RELATIVE_ERROR);
        if (judged.borderline) borderline.push(`${request.id} ${metric}`);
        if (judged.degree) expected.push(`${request.id} ${metric} ${judged.degree}`);
      }
    }
    const flagged = found.flatMap(({ id, deviations }) =>
      deviations.map(({ metric, degree }) => `${id} ${metric} ${degree}`),
    );
    expect(flagged.toSorted()).toEqual(expected.toSorted());
    expect(borderline).toEqual([]);
    expect(flagged).toHaveLength(5);
  });

  test('what is expected is told within one per cent, counts and means exactly', () => {
    const byId = new Map(requests.map((request) => [request.id, request]));
    for (const { id, expected, deviations, ...answer } of found) {
      for (const [metric, field] of Object.entries(FIELDS)) {
        const usual = baselines.usualFor(byId.get(id)!, field)!;
        expect(expected[`${field}SampleCount`]).toBe(usual.count);
        expect(expected[`${field}Mean`]).toBeCloseTo(usual.mean, 6);
        for (const [name, exact] of [
          ['Median', usual.median],
          ['P95', usual.p95],
        ] as const) {
          expect(Math.abs(expected[`${field}${name}`]! - exact)).toBeLessThanOrEqual(exact * RELATIVE_ERROR);
        }
        const deviation = deviations.find((each) => each.metric === metric);
        if (deviation) {
          expect(deviation.factor).toBeCloseTo(
            answer[field as 'durationMs'] / Math.max(expected[`${field}Median`]!, 1),
            9,
          );
        }
      }
    }
  });

  test('they tell the story: dumps of the database, and the page that explains an SQL error to the attacker', () => {
    const large = found.filter(({ deviations }) => deviations.some(({ metric }) => metric === 'SIZE'));
    expect(new Set(large.map(({ path, status }) => `${status} ${path}`))).toMatchInlineSnapshot(`
      Set {
        "200 /users/v1/login",
        "200 /users/v1/_debug",
        "200 /users/v1",
        "500 /users/v1/L5+EEU7bJSmg_XSwXV(*<1C'<#WZ4.#4:ml.Hxph\`g"F4uA9RK",
      }
    `);
  });

  test('nothing is left to settle, and everything agrees with the requests', async () => {
    const { sessionBaselines } = await graph.query<{ sessionBaselines: { settledAt: string; dueEndpoints: number } }>(
      tenant,
      '{ sessionBaselines { settledAt dueEndpoints } }',
    );
    expect(sessionBaselines).toEqual({ settledAt: expect.stringMatching(/^\d{4}-/), dueEndpoints: 0 });
    const differences: unknown[] = [];
    const { due } = await verify(database.pool, (difference) => differences.push(difference));
    expect({ due, differences }).toEqual({ due: 0, differences: [] });
  });
});

interface Page {
  pageInfo: { hasNextPage: boolean; endCursor: string };
  nodes: { requests: { totalCount: { value: number }; nodes: Answered[] } }[];
}
