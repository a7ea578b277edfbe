import { afterAll, describe, expect, test } from 'vitest';
import { changeSpecifications } from '../../../subgraph/specifications/specification-store.ts';
import { verify } from '../../../subgraph/verify/verify.ts';
import { auditOf, expectVerified, judge } from '../../support/actions.ts';
import { DATABASES } from '../../support/database.ts';
import { givenGraph } from '../../support/graph.ts';
import { importLines, type Line, newTenant } from '../../support/traffic.ts';

// Judging a detection to be no attack: what stops counting, what is silenced later, and what undo brings back.

let clock = 0;
const hit = (id: string, more: Partial<Line> & { type?: string; parameter?: string | null } = {}): Line => {
  const { type = 'sqli', parameter = 'ARGS:id', ...line } = more;
  return {
    id,
    time: new Date(Date.parse('2024-05-12T10:00:00Z') + 1000 * clock++).toISOString(),
    sid: 's',
    host: 'a.example',
    path: '/users/7',
    detections: [{ type, parameter, attackId: 'att-1' }],
    ...line,
  };
};

interface Found {
  attackCount: number;
  maliciousRequestCount: number;
  attackTypes: { type: { code: string }; detectionCount: number }[];
}

interface Told {
  event: string;
  subject: string;
  actor: string;
  data: {
    markId: string;
    detectionId: string;
    endpointId: string;
    pathTemplate: string;
    before?: { endpointId: string };
  };
}

/** What a receiver knows behind each event that keeps marks as docs/actions.md says. */
function knownMarks(events: readonly Told[]): string[][] {
  const known = new Map<string, string>();
  return events.map(({ event, data: { markId, detectionId, pathTemplate } }) => {
    if (event === 'false_positive.unmarked') known.delete(markId);
    else known.set(markId, `${detectionId} at ${pathTemplate}`);
    return [...known.values()];
  });
}

describe.each(DATABASES)('on the %s database', (kind) => {
  const { database, graph } = givenGraph(kind, { actor: 'mallory' });
  afterAll(() => expectVerified(database));

  const sessionOf = async (tenant: string) => {
    const { sessions } = await graph.query<{ sessions: { nodes: Found[] } }>(
      tenant,
      '{ sessions { nodes { attackCount maliciousRequestCount attackTypes { type { code } detectionCount } } } }',
    );
    return sessions.nodes[0]!;
  };
  /** Ids of the requests that have an attack that counts. */
  const malicious = async (tenant: string) => {
    const { sessions } = await graph.query<{ sessions: { nodes: { requests: { nodes: { id: string }[] } }[] } }>(
      tenant,
      '{ sessions { nodes { requests(filter: { malicious: true }) { nodes { id } } } } }',
    );
    return sessions.nodes.flatMap(({ requests }) => requests.nodes.map(({ id }) => id)).sort();
  };
  const total = async (tenant: string, attackType: string) => {
    const { sessions } = await graph.query<{
      sessions: { totalCount: { value: number }; facets: { buckets: { key: string; count: number }[] }[] };
    }>(
      tenant,
      `query ($types: [String!]) { sessions(filter: { requests: [{ attackTypes: $types }] }) { totalCount { value }
         facets(dimensions: [ATTACK_TYPE]) { buckets { key count } } } }`,
      { types: [attackType] },
    );
    return [sessions.totalCount.value, sessions.facets[0]?.buckets.find(({ key }) => key === attackType)?.count ?? 0];
  };
  const counterOf = async (tenant: string, attackType: string) => {
    const { sessions } = await graph.query<{ sessions: { facets: { buckets: { key: string }[] }[] } }>(
      tenant,
      '{ sessions { facets(dimensions: [ATTACK_TYPE]) { buckets { key } } } }',
    );
    return sessions.facets[0]!.buckets.filter(({ key }) => key === attackType).length;
  };

  const specify = (tenant: string, path: string) => {
    const operations = [{ method: 'GET', host: 'a.example', path, tags: [] }];
    return changeSpecifications(database, tenant, { load: [{ name: 'Shop', version: '1', operations }] });
  };
  /** What the enforcing system is told, in order. */
  const told = async (tenant: string) => {
    const { rows } = await database.pool.query<{ body: string }>(
      'SELECT body FROM outbox WHERE tenant = $1 ORDER BY seq',
      [tenant],
    );
    return rows.map(({ body }): Told => {
      const { event, subject, actor, data } = JSON.parse(body);
      return { event, subject, actor, data };
    });
  };

  test('counts, types, filters and counters follow at once, and come back', async () => {
    const tenant = newTenant();
    await importLines(database, tenant, [hit('r1'), hit('r2', { type: 'xss' })]);
    expect(await judge(graph, tenant, 'mark', 'r1.1', { reason: 'a search field' })).toMatchObject({
      __typename: 'SessionFalsePositiveSuccess',
      affectedRequests: 1,
      request: { id: 'r1', session: { attackCount: 1 }, detections: [{ id: 'r1.1', falsePositive: true }] },
    });
    expect(await sessionOf(tenant)).toMatchObject({
      attackCount: 1,
      maliciousRequestCount: 1,
      attackTypes: [{ type: { code: 'xss' }, detectionCount: 1 }],
    });
    expect(await total(tenant, 'sqli')).toEqual([0, 0]);
    expect(await counterOf(tenant, 'sqli')).toBe(0);
    expect(await malicious(tenant)).toEqual(['r2']);
    const { request } = await graph.query<{ request: { detections: { falsePositiveMark: object }[] } }>(
      tenant,
      '{ request(id: "r1") { detections { falsePositiveMark { markedBy reason } } } }',
    );
    expect(request.detections[0]!.falsePositiveMark).toEqual({ markedBy: 'mallory', reason: 'a search field' });
    await expectVerified(database);

    expect(await judge(graph, tenant, 'unmark', 'r1.1')).toMatchObject({ affectedRequests: 1 });
    expect(await sessionOf(tenant)).toMatchObject({ attackCount: 2, maliciousRequestCount: 2 });
    expect(await total(tenant, 'sqli')).toEqual([1, 1]);
    expect(await counterOf(tenant, 'sqli')).toBe(1);
  });

  test('later requests with the same type, endpoint and parameter are no attacks, others are, stored ones stay', async () => {
    const tenant = newTenant();
    await importLines(database, tenant, [hit('r1'), hit('stored')]);
    await judge(graph, tenant, 'mark', 'r1.1', { reason: 'known' });
    await importLines(database, tenant, [
      hit('same', { path: '/users/8' }),
      hit('other-type', { type: 'xss' }),
      hit('other-endpoint', { path: '/orders/7' }),
      hit('other-method', { method: 'POST' }),
      hit('other-parameter', { parameter: 'ARGS:name' }),
      hit('no-parameter', { parameter: null }),
      hit('both', { detections: [{ type: 'sqli', parameter: 'ARGS:id' }, { type: 'rce' }] }),
    ]);
    const others = [
      'other-type',
      'other-endpoint',
      'other-method',
      'other-parameter',
      'no-parameter',
      'both',
      'stored',
    ];
    expect(await malicious(tenant)).toEqual(others.sort());
    const { request } = await graph.query<{ request: { detections: object[] } }>(
      tenant,
      '{ request(id: "same") { detections { falsePositive falsePositiveMark { detectionId reason } } } }',
    );
    // It says which detection was judged: not this one.
    const falsePositiveMark = { detectionId: 'r1.1', reason: 'known' };
    expect(request.detections).toEqual([{ falsePositive: true, falsePositiveMark }]);

    // Undo brings back what the mark silenced, whichever of its detections is taken.
    expect(await judge(graph, tenant, 'unmark', 'same.1')).toMatchObject({ affectedRequests: 3 });
    await importLines(database, tenant, [hit('later')]);
    expect(await malicious(tenant)).toEqual([...others, 'r1', 'same', 'later'].sort());
    expect(await sessionOf(tenant)).toMatchObject({ attackCount: 11 });
  });

  test('a missing parameter is a value of its own', async () => {
    const tenant = newTenant();
    await importLines(database, tenant, [hit('r1', { parameter: null })]);
    await judge(graph, tenant, 'mark', 'r1.1');
    await importLines(database, tenant, [
      hit('none', { parameter: null }),
      hit('some'),
      hit('empty', { parameter: '' }),
    ]);
    expect(await malicious(tenant)).not.toContain('none');
    expect(await malicious(tenant)).toContain('some');
  });

  test('two marks of one combination: it is silenced as long as one stands', async () => {
    const tenant = newTenant();
    await importLines(database, tenant, [hit('r1'), hit('r2')]);
    await judge(graph, tenant, 'mark', 'r1.1');
    await judge(graph, tenant, 'mark', 'r2.1');
    await judge(graph, tenant, 'unmark', 'r1.1');
    await importLines(database, tenant, [hit('r3')]);
    expect(await malicious(tenant)).toEqual(['r1']);
    expect(await judge(graph, tenant, 'unmark', 'r2.1')).toMatchObject({ affectedRequests: 2 });
    expect(await malicious(tenant)).toEqual(['r1', 'r2', 'r3']);
    // A receiver that keeps marks by their ids knows how long it is silenced.
    expect(knownMarks(await told(tenant))).toEqual([
      ['r1.1 at /users/{int}'],
      ['r1.1 at /users/{int}', 'r2.1 at /users/{int}'],
      ['r2.1 at /users/{int}'],
      [],
    ]);
  });

  test('twice is once, and undoing nothing is nothing', async () => {
    const tenant = newTenant();
    await importLines(database, tenant, [hit('r1')]);
    expect(await judge(graph, tenant, 'unmark', 'r1.1')).toMatchObject({ affectedRequests: 0 });
    await judge(graph, tenant, 'mark', 'r1.1');
    expect(await judge(graph, tenant, 'mark', 'r1.1')).toMatchObject({ affectedRequests: 0 });
    expect((await auditOf(graph, tenant)).map(({ outcome }) => outcome)).toEqual(['UNCHANGED', 'DONE', 'UNCHANGED']);
  });

  test('what the source judged itself stays its judgement', async () => {
    const tenant = newTenant();
    const judged = [{ type: 'sqli', parameter: 'ARGS:id', falsePositive: true }];
    await importLines(database, tenant, [hit('r1', { detections: judged })]);
    expect(await judge(graph, tenant, 'unmark', 'r1.1')).toMatchObject({ code: 'NOT_SUPPORTED' });
    // Marked here as well, later ones are silenced; taken back, it is what it was.
    expect(await judge(graph, tenant, 'mark', 'r1.1')).toMatchObject({ affectedRequests: 0 });
    await importLines(database, tenant, [hit('r2')]);
    expect(await malicious(tenant)).toEqual([]);
    await judge(graph, tenant, 'unmark', 'r1.1');
    expect(await malicious(tenant)).toEqual(['r2']);
  });

  test.each([
    ['bola', /IGNORE_ATTACK_TYPE.*exception for this client/],
    ['api_abuse', /exception for this client/],
    ['undefined_endpoint', /API specification/],
    ['vpatch', /IGNORE_ATTACK_TYPE/],
    ['of_our_own', /IGNORE_ATTACK_TYPE/],
  ])('%s cannot be marked: the refusal names the alternative, and is audited', async (type, alternative) => {
    const tenant = newTenant();
    await importLines(database, tenant, [hit('r1', { type })]);
    const result = await judge(graph, tenant, 'mark', 'r1.1');
    expect(result).toMatchObject({ __typename: 'SessionsNotSupportedError', code: 'NOT_SUPPORTED' });
    expect(result.alternative).toMatch(alternative);
    expect(await malicious(tenant)).toEqual(['r1']);
    const [entry] = await auditOf(graph, tenant, 'detection:r1.1');
    expect(entry).toMatchObject({ outcome: 'REFUSED', actor: 'mallory', message: result.message, after: null });
  });

  test.each(['r1.2', 'r1', 'nobody.1', '', 'r1.01', 'r\u0000.1', '\ud800.1'])(
    'there is no detection %j',
    async (id) => {
      const tenant = newTenant();
      await importLines(database, tenant, [hit('r1')]);
      expect(await judge(graph, tenant, 'mark', id)).toMatchObject({ __typename: 'SessionsNotFoundError', id });
    },
  );

  test('detections of another tenant are out of reach', async () => {
    const [tenant, other] = [newTenant(), newTenant()];
    await importLines(database, tenant, [hit('r1')]);
    await importLines(database, other, [hit('r2')]);
    expect(await judge(graph, other, 'mark', 'r1.1')).toMatchObject({ code: 'NOT_FOUND' });
    await judge(graph, tenant, 'mark', 'r1.1');
    await importLines(database, other, [hit('r3')]);
    expect(await malicious(other)).toEqual(['r2', 'r3']);
    expect(await auditOf(graph, other)).toHaveLength(1);
  });

  test('a mark follows its request to the endpoint that a specification names', async () => {
    const tenant = newTenant();
    await importLines(database, tenant, [hit('r1')]);
    await judge(graph, tenant, 'mark', 'r1.1');
    await specify(tenant, '/users/{name}');
    await importLines(database, tenant, [hit('r2')]);
    expect(await malicious(tenant)).toEqual([]);
    expect(await judge(graph, tenant, 'unmark', 'r2.1')).toMatchObject({ affectedRequests: 2 });
  });

  test('the enforcing system hears of the move between the mark and its end, in words that it can use', async () => {
    const tenant = newTenant();
    await importLines(database, tenant, [hit('r1')]);
    await judge(graph, tenant, 'mark', 'r1.1', { reason: 'a search field' });
    await specify(tenant, '/users/{name}');
    await importLines(database, tenant, [hit('r2')]);
    await judge(graph, tenant, 'unmark', 'r2.1', { reason: 'it was none' });
    const events = await told(tenant);
    const { markId } = events[0]!.data;
    const mark = { markId, detectionId: 'r1.1', requestId: 'r1', type: 'sqli', parameter: 'ARGS:id' };
    const place = (pathTemplate: string) => ({
      endpointId: expect.any(String),
      method: 'GET',
      host: 'a.example',
      pathTemplate,
    });
    const subject = `false-positive:${markId}`;
    expect(events).toEqual([
      {
        event: 'false_positive.marked',
        subject,
        actor: 'mallory',
        data: { ...mark, ...place('/users/{int}'), reason: 'a search field' },
      },
      {
        event: 'false_positive.moved',
        subject,
        actor: 'specifications',
        data: { ...mark, ...place('/users/{name}'), before: place('/users/{int}') },
      },
      {
        event: 'false_positive.unmarked',
        subject,
        actor: 'mallory',
        data: { ...mark, ...place('/users/{name}'), reason: 'it was none' },
      },
    ]);
    const [marked, moved, unmarked] = events.map(({ data }) => data);
    expect(moved!.before!.endpointId).toBe(marked!.endpointId);
    expect(moved!.endpointId).toBe(unmarked!.endpointId);
    expect(moved!.endpointId).not.toBe(marked!.endpointId);
  });

  test('only marks in force are told to have moved, and only when they have', async () => {
    const tenant = newTenant();
    await importLines(database, tenant, [hit('r1'), hit('r2', { path: '/orders/7' }), hit('r3')]);
    for (const id of ['r1.1', 'r2.1', 'r3.1']) await judge(graph, tenant, 'mark', id);
    await judge(graph, tenant, 'unmark', 'r1.1');
    await specify(tenant, '/users/{name}');
    await specify(tenant, '/users/{name}');
    const moves = (await told(tenant)).filter(({ event }) => event === 'false_positive.moved');
    expect(moves.map(({ data }) => data.detectionId)).toEqual(['r3.1']);
  });

  test('marks of two endpoints that become one meet there: it is silenced until both have ended', async () => {
    const tenant = newTenant();
    await importLines(database, tenant, [hit('r1', { path: '/things/abc' }), hit('r2', { path: '/things/def' })]);
    await judge(graph, tenant, 'mark', 'r1.1');
    await judge(graph, tenant, 'mark', 'r2.1');
    await specify(tenant, '/things/{name}');
    await judge(graph, tenant, 'unmark', 'r1.1');
    await importLines(database, tenant, [hit('r3', { path: '/things/ghi' })]);
    expect(await malicious(tenant)).toEqual(['r1']);
    expect(await judge(graph, tenant, 'unmark', 'r3.1')).toMatchObject({ affectedRequests: 2 });
    await importLines(database, tenant, [hit('r4', { path: '/things/jkl' })]);
    expect(await malicious(tenant)).toEqual(['r1', 'r2', 'r3', 'r4']);
    expect(knownMarks(await told(tenant)).slice(-4)).toEqual([
      ['r1.1 at /things/{name}', 'r2.1 at /things/def'],
      ['r1.1 at /things/{name}', 'r2.1 at /things/{name}'],
      ['r2.1 at /things/{name}'],
      [],
    ]);
  });

  test('verify finds what a mark silences that is not in force', async () => {
    const tenant = newTenant();
    await importLines(database, tenant, [hit('r1')]);
    await judge(graph, tenant, 'mark', 'r1.1');
    const findings = async (change: string) => {
      await database.pool.query(`UPDATE false_positive_mark SET ${change} WHERE tenant = $1`, [tenant]);
      const found: string[] = [];
      await verify(database.pool, ({ what, place }) => found.push(`${place}: ${what}`));
      return found;
    };
    expect(await findings('ended_at = now()')).toEqual(['r1: detection silenced by a mark that is not in force']);
    expect(await findings(`ended_at = NULL, parameter = 'another'`)).toEqual([
      'r1: detection silenced by a mark that is not in force',
    ]);
    expect(await findings(`parameter = 'ARGS:id', endpoint_id = 'another'`)).toEqual([
      expect.stringMatching(/: mark of another endpoint than its request has$/),
    ]);
    await judge(graph, tenant, 'unmark', 'r1.1');
  });

  test('values that cannot be meant are named', async () => {
    const tenant = newTenant();
    const answers = await Promise.all(
      [
        { idempotencyKey: '', detectionId: 'r1.1' },
        { idempotencyKey: 'k', detectionId: 'r1.1', reason: 'x'.repeat(2_001) },
      ].map((input) =>
        graph.ask(
          tenant,
          'mutation ($input: SessionFalsePositiveInput!) { markSessionDetectionFalsePositive(input: $input) { __typename } }',
          { input },
        ),
      ),
    );
    expect(answers.map(({ errors }) => errors?.[0]?.extensions)).toEqual([
      { code: 'BAD_USER_INPUT', path: 'input.idempotencyKey' },
      { code: 'BAD_USER_INPUT', path: 'input.reason' },
    ]);
    expect((await auditOf(graph, tenant)).map(({ outcome }) => outcome)).toEqual(['REFUSED', 'REFUSED']);
  });
});
