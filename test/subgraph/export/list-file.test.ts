import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Period, SessionFilter } from '../../../subgraph/filters/filter.type.ts';
import { auditOf } from '../../support/actions.ts';
import { period, sessionFilter, traffic } from '../../support/arbitraries.ts';
import { exportSessions, readCsv, sessionOf } from '../../support/export.ts';
import { onDatabases } from '../../support/graph.ts';
import { inPeriod, matchesOf, type NaiveSession, sessionMeets } from '../../support/naive-filter.ts';
import { seed, withKnownIds } from '../../support/naive-sessions.ts';
import type { Graph } from '../../support/open-graph.ts';
import { importLines, type Line, newTenant } from '../../support/traffic.ts';

// A whole list as a file: its sessions, or the requests for which it holds them.

/** What the file of a list has, as it is sent. */
async function listFileOf(graph: Graph, tenant: string, input: object): Promise<string> {
  const { url, message } = await exportSessions(graph, tenant, input);
  if (!url) throw new Error(message);
  const answer = await graph.app.inject({ url });
  if (answer.statusCode !== 200) throw new Error(answer.body);
  return answer.body;
}

const cellsOf = (text: string): Record<string, string>[] => {
  const [names, ...rows] = readCsv(text);
  return rows.map((row) => Object.fromEntries(row.map((cell, index) => [names![index], cell])));
};
const linesOf = <Row>(text: string): Row[] =>
  text
    .split('\n')
    .slice(0, -1)
    .map((line) => JSON.parse(line));

const TOTAL = `query ($period: SessionTimeRange, $filter: SessionFilter) {
  sessions(period: $period, filter: $filter) { totalCount { value exact } } }`;

const day = '2024-05-12';
const line = (id: string, sid: string, more: Partial<Line> = {}): Line => ({
  id,
  sid,
  time: `${day}T10:00:00Z`,
  method: 'GET',
  path: '/orders',
  status: 200,
  ...more,
});

onDatabases(({ database, graph }) => {
  test('its name has the time at which it was made, in the answer and in what is sent', async () => {
    const tenant = newTenant();
    await importLines(database, tenant, [line('one', 's1')]);
    const before = Math.floor(Date.now() / 1000);
    const { url, filename } = await exportSessions(graph, tenant, { rows: 'SESSIONS', format: 'CSV' });
    const after = Math.floor(Date.now() / 1000);
    const [, ...parts] = /^sessions-(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z\.csv$/.exec(filename!)!;
    const [year, month, ...others] = parts.map(Number);
    const made = Date.UTC(year!, month! - 1, ...others) / 1000;
    expect(made).toBeGreaterThanOrEqual(before);
    expect(made).toBeLessThanOrEqual(after);
    const { headers } = await graph.app.inject({ url: url! });
    expect(headers['content-disposition']).toBe(`attachment; filename="${filename}"`);
  });

  test('its rows are the sessions of the list, and the requests that match in them, whatever is asked', async () => {
    const question = fc.record({ period, filter: sessionFilter });
    await fc.assert(
      fc.asyncProperty(traffic, fc.array(question, { minLength: 4, maxLength: 4 }), async (lines, questions) => {
        const { tenant, sessions } = await seed(database, graph, lines);
        for (const { period: scope, filter: drawn } of questions) {
          const filter = withKnownIds(drawn, sessions);
          const found = sessions.filter((session) => sessionMeets(session, scope, filter));
          const asked = { period: scope, filter };
          const listed = linesOf<{ id: string; match: { requestCount: number } }>(
            await listFileOf(graph, tenant, { rows: 'SESSIONS', format: 'JSON', ...asked }),
          );
          const { sessions: list } = await graph.query<{ sessions: { totalCount: object } }>(tenant, TOTAL, asked);
          expect(list.totalCount).toEqual({ value: listed.length, exact: true });
          expect(listed.map(({ id, match }) => [id, match.requestCount]).sort()).toEqual(
            found.map((session) => [session.id, matching(session, scope, filter).length]).sort(),
          );
          const requests = linesOf<{ id: string; sessionId: string }>(
            await listFileOf(graph, tenant, { rows: 'REQUESTS', format: 'JSON', ...asked }),
          );
          expect(requests.map(({ sessionId, id }) => `${sessionId} ${id}`).sort()).toEqual(
            found.flatMap((session) => matching(session, scope, filter).map(({ id }) => `${session.id} ${id}`)).sort(),
          );
        }
      }),
      { numRuns: 12 },
    );
  });

  test('a session is told with what its row in the list has, and nothing in it starts a formula', async () => {
    const tenant = newTenant();
    await importLines(database, tenant, [
      line('a1', 'a', {
        user: '=cmd',
        role: 'admin',
        ip: '203.0.113.9',
        application: 'shop',
        method: 'POST',
        path: '/login',
        status: 401,
        blocked: true,
        detections: [{ type: 'sqli', action: 'BLOCKED' }],
      }),
      line('a2', 'a', { time: `${day}T10:00:05Z`, user: '=cmd', ip: '203.0.113.9' }),
      line('b1', 'b', { time: '2024-05-13T09:00:00Z' }),
    ]);
    const rows = cellsOf(await listFileOf(graph, tenant, { rows: 'SESSIONS', format: 'CSV' }));
    expect(rows.map((row) => row.date_utc)).toEqual(['2024-05-13', day]);
    const filter = { requests: [{ statusClasses: [4] }] };
    const [found, ...others] = cellsOf(await listFileOf(graph, tenant, { rows: 'SESSIONS', format: 'CSV', filter }));
    expect(others).toEqual([]);
    expect(found).toMatchObject({
      date_utc: day,
      identified_by: 'sid',
      started_at_utc: `${day}T10:00:00.000Z`,
      last_seen_at_utc: `${day}T10:00:05.000Z`,
      duration_ms: '5000',
      requests: '2',
      malicious_requests: '1',
      blocked_requests: '1',
      attacks: '1',
      endpoints: '2',
      user_count: '1',
      users: "'=cmd",
      roles: 'admin',
      ip_count: '1',
      ips: '203.0.113.9',
      applications: 'shop',
      attack_types: 'sqli',
      blocked: 'false',
      matching_requests: '1',
      first_match_utc: `${day}T10:00:00.000Z`,
      last_match_utc: `${day}T10:00:00.000Z`,
    });
    const [json] = linesOf<{ key: string; match: object }>(
      await listFileOf(graph, tenant, { rows: 'SESSIONS', format: 'JSON', filter }),
    );
    expect(json).toMatchObject({ key: found!.session_key, users: ['=cmd'], match: { requestCount: 1 } });
  });

  test('more sessions, and more requests of one, than a statement reads: all of them, each once', async () => {
    const tenant = newTenant();
    const large = Array.from({ length: 1_100 }, (_, index) =>
      line(`l${index}`, 'large', { status: index % 2 ? 200 : 404 }),
    );
    const small = Array.from({ length: 1_050 }, (_, index) =>
      line(`s${index}`, `s${index}`, { time: `2024-05-${10 + (index % 3)}T12:00:00Z` }),
    );
    await importLines(database, tenant, [...large, ...small]);
    const sessions = cellsOf(await listFileOf(graph, tenant, { rows: 'SESSIONS', format: 'CSV' }));
    expect(new Set(sessions.map((row) => row.session_id)).size).toBe(1_051);
    expect(sessions).toHaveLength(1_051);
    const filter = { requests: [{ statuses: [200] }] };
    const requests = cellsOf(await listFileOf(graph, tenant, { rows: 'REQUESTS', format: 'CSV', filter }));
    expect(requests).toHaveLength(1_600);
    expect(new Set(requests.map((row) => row.request_id)).size).toBe(1_600);
  });

  test('what is wrong is said, what was asked for and fetched is in the audit trail', async () => {
    const tenant = newTenant();
    await importLines(database, tenant, [line('one', 'a')]);
    expect(await exportSessions(graph, tenant, { rows: 'SESSIONS', format: 'HAR' })).toMatchObject({
      code: 'INVALID',
      path: ['input', 'format'],
      message: 'input.format: a list is written as CSV or JSON',
    });
    const wrong = { requests: [{ durationMs: { gte: 5, lte: 1 } }] };
    expect(await exportSessions(graph, tenant, { rows: 'SESSIONS', format: 'CSV', filter: wrong })).toMatchObject({
      code: 'INVALID',
      path: ['input', 'filter', 'requests', '0', 'durationMs'],
    });
    const filter = { requests: [{ statuses: [200] }] };
    const input = { rows: 'REQUESTS', format: 'JSON', filter };
    expect(linesOf(await listFileOf(graph, tenant, input))).toHaveLength(1);
    const [fetched, asked, ...refused] = await auditOf(graph, tenant);
    expect(fetched).toMatchObject({ operation: 'fetchExport', subject: 'list:REQUESTS', outcome: 'DONE' });
    expect(asked).toMatchObject({ operation: 'exportSessions', subject: 'list:REQUESTS', outcome: 'DONE' });
    expect(refused.map(({ outcome }) => outcome)).toEqual(['REFUSED', 'REFUSED']);
  });

  test('the file of a list is of its tenant alone', async () => {
    const [ours, theirs] = [newTenant(), newTenant()];
    await importLines(database, ours, [line('ours', 'a')]);
    await importLines(database, theirs, [line('theirs', 'a')]);
    const requests = linesOf<{ id: string }>(await listFileOf(graph, ours, { rows: 'REQUESTS', format: 'JSON' }));
    expect(requests.map(({ id }) => id)).toEqual(['ours']);
    for (const filter of [{ requests: [{ ids: ['theirs'] }] }, { ids: [await sessionOf(graph, theirs, 'theirs')] }]) {
      expect(await listFileOf(graph, ours, { rows: 'REQUESTS', format: 'JSON', filter })).toBe('');
      expect(await listFileOf(graph, ours, { rows: 'SESSIONS', format: 'JSON', filter })).toBe('');
    }
    const { url } = await exportSessions(graph, ours, { rows: 'SESSIONS', format: 'CSV' });
    const foreign = await graph.app.inject({ url: url!, headers: { 'x-sessions-tenant': theirs } });
    expect(foreign.statusCode).toBe(403);
  });
});

/** The requests of the period for which a list holds a session. */
function matching(session: NaiveSession, scope: Period | undefined, filter: SessionFilter | undefined) {
  const inScope = session.requests.filter((each) => inPeriod(each, scope));
  return matchesOf(inScope, filter);
}
