import { expect, test, vi } from 'vitest';
import { auditOf } from '../../support/actions.ts';
import { importContent } from '../../support/content.ts';
import { exportSession, sessionOf } from '../../support/export.ts';
import { onDatabases, openGraph } from '../../support/graph.ts';

// Who read content, and who took it away: one entry for an operation, before its answer is out.

onDatabases(({ kind, database, graph }) => {
  const READ = `query Detail { request(id: "shown") { query content { requestHeaders { name value } requestBody { text } }
    detections { payload } parameters { value } } }`;

  test('an operation that shows content leaves one entry, which says what of which request', async () => {
    const tenant = await importContent(database);
    await graph.query(tenant, READ);
    const [entry, ...others] = await auditOf(graph, tenant);
    expect(others).toEqual([]);
    expect(entry).toMatchObject({
      operation: 'readContent',
      actor: 'local',
      subject: 'request:shown',
      outcome: 'DONE',
    });
    expect(JSON.parse(entry!.input)).toEqual({
      operation: 'Detail',
      fields: ['Request.content', 'Request.query', 'SessionDetection.payload', 'SessionParameter.value'],
      requestCount: 1,
      requestIds: ['shown'],
    });
  });

  test('values of parameters are told of their request, and a page of requests of its session', async () => {
    const tenant = await importContent(database);
    await graph.query(tenant, '{ request(id: "plain") { parameters { value } } }');
    const id = await sessionOf(graph, tenant, 'plain');
    await graph.query(tenant, `{ session(id: "${id}") { requests { nodes { parameters { value } } } } }`);
    const [page, one] = await auditOf(graph, tenant);
    expect([one!.subject, page!.subject]).toEqual(['request:plain', `session:${id.split('.')[0]}`]);
    expect(JSON.parse(page!.input)).toMatchObject({ operation: null, requestCount: 2, requestIds: ['plain', 'shown'] });
  });

  test('what shows no content leaves none: facts, and what is not there', async () => {
    const tenant = await importContent(database);
    await graph.query(
      tenant,
      '{ request(id: "shown") { path contentState parameters { name } } sessions { nodes { id } } }',
    );
    await graph.query(tenant, '{ request(id: "plain") { query content { requestHeaders { name } } } }');
    expect(await auditOf(graph, tenant)).toEqual([]);
  });

  test('what was refused leaves one that says which fields and arguments, once a minute for each of them and who asks', async () => {
    const tenant = await importContent(database);
    const reader = await openGraph(database, { scopes: ['sessions:read'], actor: 'reader' });
    const asked = async () => (await auditOf(graph, tenant)).map(({ actor, input }) => [actor, JSON.parse(input)]);
    const DETAIL = ['Request.content', 'Request.query', 'SessionDetection.payload', 'SessionParameter.value'];
    for (let again = 0; again < 3; again++) await reader.ask(tenant, READ);
    const [entry, ...others] = await auditOf(graph, tenant);
    expect(others).toEqual([]);
    expect(entry).toMatchObject({
      operation: 'readRefused',
      actor: 'reader',
      subject: 'fields',
      outcome: 'REFUSED',
      message: 'needs sessions:content',
    });
    expect(await asked()).toEqual([['reader', { operation: 'Detail', fields: DETAIL }]]);
    // Of what is new, that alone; however many entries of a list ask for it.
    const parameter = '{ parameter: { name: "q", value: { contains: "x" } } }';
    const LIST = `{ sessions(filter: { requests: [{ methods: ["GET"] }, ${parameter}, ${parameter}] }) { nodes { id } } request(id: "shown") { query } }`;
    for (let again = 0; again < 2; again++) await reader.ask(tenant, LIST);
    await reader.ask(tenant, '{ sessionAudit { nodes { id } } }');
    await reader.app.close();
    expect((await asked()).slice(0, -1)).toEqual([
      ['reader', { operation: null, fields: ['Query.sessionAudit'] }],
      ['reader', { operation: null, fields: ['Query.sessions(filter.requests[].parameter.value)'] }],
    ]);
    expect((await auditOf(graph, tenant))[0]).toMatchObject({ message: 'needs admin' });
    const other = await openGraph(database, { scopes: ['sessions:read'], actor: 'other' });
    await other.ask(tenant, READ);
    await other.app.close();
    expect((await asked())[0]).toEqual(['other', { operation: 'Detail', fields: DETAIL }]);
  });

  test('a link is told when it is made, and every time that it is fetched', async () => {
    const tenant = await importContent(database);
    const alice = await openGraph(database, { actor: 'alice' });
    const sessionId = await sessionOf(graph, tenant, 'shown');
    const { url } = await exportSession(alice, tenant, { sessionId, format: 'HAR' });
    await alice.app.inject({ url: url! });
    await alice.app.inject({ url: url! });
    await alice.app.inject({ url: `${url}x` });
    await alice.app.close();
    const entries = await auditOf(graph, tenant);
    expect(entries.map(({ operation }) => operation)).toEqual(['fetchExport', 'fetchExport', 'exportSession']);
    const subject = `session:${sessionId.split('.')[0]}`;
    for (const entry of entries) expect(entry).toMatchObject({ actor: 'alice', subject, outcome: 'DONE' });
    expect(JSON.parse(entries[0]!.input)).toEqual({ sessionId, format: 'HAR', withContent: true });
  });

  test('what cannot be written into the trail is not shown', async () => {
    const tenant = await importContent(database);
    await database.pool.query(`ALTER TABLE audit ADD CONSTRAINT full_disk CHECK (tenant <> '${tenant}') NOT VALID`);
    const said = vi.spyOn(console, 'error').mockImplementation(() => {});
    try {
      const { data, errors } = await graph.ask(tenant, READ);
      expect(data).toBeUndefined();
      expect(errors).toMatchObject([{ extensions: { code: 'AUDIT_UNAVAILABLE', retryable: true } }]);
      expect((await graph.ask(tenant, '{ request(id: "shown") { path } }')).errors).toBeUndefined();
    } finally {
      said.mockRestore();
      await database.pool.query('ALTER TABLE audit DROP CONSTRAINT full_disk');
    }
  });

  // The embedded database has one connection.
  if (kind === 'PostgreSQL')
    test('who reads does not wait for who writes', async () => {
      const tenant = await importContent(database);
      const client = await database.pool.connect();
      try {
        // What an import of the tenant holds until its batch is written.
        await client.query('BEGIN');
        await client.query(`SELECT pg_advisory_xact_lock(hashtext('api-sessions import'), hashtext($1))`, [tenant]);
        const { request } = await graph.query<{ request: object }>(tenant, '{ request(id: "shown") { query } }');
        expect(request).toEqual({ query: expect.stringContaining('needle') });
        expect(await auditOf(graph, tenant)).toHaveLength(1);
      } finally {
        await client.query('ROLLBACK');
        client.release();
      }
    });
});
