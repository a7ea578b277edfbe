import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Kind, parse } from 'graphql';
import { describe, expect, onTestFinished, test } from 'vitest';
import { Metrics } from '../../subgraph/metrics/metrics.ts';
import { createMetricsServer } from '../../subgraph/metrics/metrics-server.ts';
import { OPERATIONS } from '../../subgraph/metrics/operations.ts';
import { buildCli, Place } from '../support/cli.ts';
import { onDatabases, openGraph } from '../support/graph.ts';
import { importLines, newTenant } from '../support/traffic.ts';

// What Prometheus reads of a server: how much it does, how long that takes, and what waits. No label is a client's choice.

const ELEMENTS = fileURLToPath(new URL('../../web-components', import.meta.url));

test('operations have a name in metrics when an element of ours sends them', () => {
  const documents = join(ELEMENTS, 'data/documents');
  const texts = readdirSync(documents).map((file) => readFileSync(join(documents, file), 'utf8'));
  const names = texts
    .flatMap((text) => parse(text).definitions)
    .flatMap((each) => (each.kind === Kind.OPERATION_DEFINITION ? [each.name!.value] : []));
  // Some are too small for a file.
  const small = [
    'data/bulk-actions.ts',
    'data/capabilities.ts',
    'data/content-scope.ts',
    'data/export-sessions.ts',
    'plugins/actions/follow-waiting.ts',
  ].flatMap((file) => {
    const found = readFileSync(join(ELEMENTS, file), 'utf8').matchAll(/['`](?:query|mutation) (\w+)/g);
    return [...found].map(([, name]) => name!);
  });
  expect([...OPERATIONS].sort()).toEqual([...names, ...small].sort());
});

onDatabases(({ database }) => {
  /** A server, and the value of a metric with these labels; undefined: there is none. */
  async function given(options: Parameters<typeof openGraph>[1] = {}) {
    const metrics = new Metrics(database);
    const graph = await openGraph(database, { ...options, metrics });
    const app = createMetricsServer(metrics);
    onTestFinished(async () => {
      await graph.app.close();
      await app.close();
    });
    const read = async () => (await app.inject('/metrics')).body;
    const value = async (name: string) => {
      const line = (await read()).split('\n').find((each) => each.startsWith(`${name} `));
      return line && Number(line.slice(name.length + 1));
    };
    return { graph, app, read, value };
  }

  describe('questions', () => {
    test('are counted by operation and end, and those of strangers are one', async () => {
      const tenant = newTenant();
      await importLines(database, tenant, [{ time: '2026-11-20T12:00:00Z', sid: 's', id: 'one' }]);
      const { graph, read, value } = await given({ ratePerMinute: 5 });
      const LIST = 'sessions { nodes { id } }';
      await graph.ask(tenant, `query SessionList { ${LIST} }`);
      await graph.ask(tenant, `query SessionList { ${LIST} }`);
      await graph.ask(tenant, `query tenant_eve { ${LIST} }`);
      await graph.ask(tenant, `{ ${LIST} }`);
      await graph.ask(tenant, '{ sessions(first: 0) { nodes { id } } }');
      await graph.ask(tenant, `{ ${LIST} }`);
      const count = (operation: string, outcome: string) =>
        value(`api_sessions_question_duration_seconds_count{operation="${operation}",outcome="${outcome}"}`);
      expect(await count('SessionList', 'answered')).toBe(2);
      expect(await count('other', 'answered')).toBe(2);
      expect(await count('other', 'mistaken')).toBe(1);
      expect(await value('api_sessions_rate_limited_total')).toBe(1);
      expect(await value('api_sessions_questions{state="executing"}')).toBe(0);
      expect(await value('api_sessions_questions{state="waiting"}')).toBe(0);
      expect(await read()).not.toMatch(new RegExp(`tenant_eve|${tenant}`));
    });
  });

  test('what waits to be done is there: actions, deviations, risks; and how the process is', async () => {
    const tenant = newTenant();
    await importLines(database, tenant, [{ time: '2026-11-20T12:00:00Z', sid: 's', id: 'one' }]);
    const { graph, value } = await given();
    const before = Number(await value('api_sessions_outbox_pending'));
    const { request } = await graph.query<{ request: { session: { id: string } } }>(
      tenant,
      '{ request(id: "one") { session { id } } }',
    );
    await graph.query(
      tenant,
      `mutation { blockSession(input: { sessionId: "${request.session.id}", reason: "x", idempotencyKey: "k" }) { __typename } }`,
    );
    expect(await value('api_sessions_outbox_pending')).toBe(before + 1);
    for (const name of ['outbox_overdue_seconds', 'outbox_dead', 'settling_due', 'risks_due']) {
      expect(await value(`api_sessions_${name}`), name).toBeGreaterThanOrEqual(0);
    }
    expect(await value('api_sessions_connections{pool="questions",state="waiting"}')).toBe(0);
    expect(await value('nodejs_eventloop_lag_seconds')).toBeGreaterThanOrEqual(0);
  });

  test('a database that does not answer leaves out what only it knows, and nothing else', async () => {
    const metrics = new Metrics({ ...database, aside: { query: () => Promise.reject(new Error('away')) } as never });
    metrics.answered('SessionList', 'answered', 0.1);
    const { body } = await metrics.text();
    expect(body).not.toContain('api_sessions_outbox');
    expect(body).toContain('operation="SessionList",outcome="answered"');
  });
});

test('they have a port of their own, which is closed unless it is wanted; clients find them nowhere', async () => {
  buildCli();
  const place = await Place.on('embedded');
  const { server, address } = await place.serve({ DEMO: '0', METRICS_PORT: '0' });
  const [, metrics] = /metrics: (\S+)/.exec(server.stdout)!;
  const answer = await fetch(metrics!);
  expect([answer.status, answer.headers.get('content-type')]).toEqual([
    200,
    expect.stringMatching(/^text\/plain; version=0\.0\.4/),
  ]);
  expect(await answer.text()).toContain('api_sessions_question_duration_seconds');
  expect((await fetch(new URL('/health', metrics))).status).toBe(404);
  expect((await fetch(`${address}/metrics`)).status).toBe(404);
  expect(await server.kill('SIGTERM')).toMatchObject({ code: 0 });
  const quiet = await place.serve({ DEMO: '0' });
  expect(quiet.server.stdout).not.toContain('metrics:');
  await place.remove();
});
