import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { deliver, type Patience } from '../../../subgraph/actions/outbox/delivery.ts';
import { resend } from '../../../subgraph/actions/outbox/outbox.repository.ts';
import { readEnv } from '../../../subgraph/env.ts';
import { sign } from '../../../subgraph/values/signatures.ts';
import { act, auditOf, judge } from '../../support/actions.ts';
import { DATABASES } from '../../support/database.ts';
import { givenGraph } from '../../support/graph.ts';
import { isSigned, Receiver, WEBHOOK_SECRET } from '../../support/receiver.ts';
import { importLines, newTenant } from '../../support/traffic.ts';

// Actions reach the system that enforces them: whatever that one does, nothing is lost and nothing overtakes.

const QUICK: Patience = { pollMs: 20, retryMs: 20, maxRetryMs: 100, attempts: 1_000 };

interface Delivery {
  id: string;
  subject: string;
  event: string;
  state: string;
  attempts: number;
  answer: string | null;
}

describe.each(DATABASES)('on the %s database', (kind) => {
  const { database, graph } = givenGraph(kind, { actor: 'mallory' });

  let receiver: Receiver;
  const stopping: { controller: AbortController; ended: Promise<void> }[] = [];
  afterEach(async () => {
    for (const { controller } of stopping) controller.abort();
    for (const { ended } of stopping.splice(0)) await ended;
    await receiver.stop();
    await database.pool.query('DELETE FROM outbox');
  });

  /** A process that delivers; as many as are started work on the same outbox. */
  const startDelivery = (
    patience: Partial<Patience> = {},
    timeoutMs = 5_000,
    url = receiver.url,
    privateHosts = ['127.0.0.1'],
  ) => {
    const controller = new AbortController();
    const webhook = { url, secret: WEBHOOK_SECRET, timeoutMs, privateHosts };
    stopping.push({
      controller,
      ended: deliver(database.pool, webhook, controller.signal, { ...QUICK, ...patience }),
    });
  };
  const seeded = async (sessions = 1) => {
    const tenant = newTenant();
    await importLines(
      database,
      tenant,
      Array.from({ length: sessions }, (_, n) => ({
        id: `r${n}`,
        time: `2024-05-12T10:00:0${n}Z`,
        sid: `session ${n}`,
        path: `/things/${n}/x`,
        detections: [{ type: 'sqli', parameter: 'ARGS:id' }],
      })),
    );
    const { sessions: list } = await graph.query<{ sessions: { nodes: { id: string; key: string }[] } }>(
      tenant,
      '{ sessions(orderBy: { field: STARTED_AT, direction: ASC }) { nodes { id key } } }',
    );
    return { tenant, sessions: list.nodes };
  };
  const deliveriesOf = async (tenant: string, state?: string) => {
    const { list } = await graph.query<{ list: { nodes: Delivery[] } }>(
      tenant,
      `query ($state: SessionActionDeliveryState) { list: sessionActionDeliveries(state: $state, first: 200) {
         nodes { id subject event state attempts answer } } }`,
      { state },
    );
    return list.nodes;
  };
  const untilAll = (tenant: string, state: string) =>
    vi.waitFor(
      async () => {
        const states = (await deliveriesOf(tenant)).map((each) => each.state);
        expect(new Set(states)).toEqual(new Set([state]));
      },
      { timeout: 60_000, interval: 30 },
    );
  const ruleState = async (tenant: string) => {
    const { sessionRules } = await graph.query<{
      sessionRules: { nodes: { id: string; state: string; message: string }[] };
    }>(tenant, '{ sessionRules { nodes { id state message } } }');
    return sessionRules.nodes[0]!;
  };
  const makeRule = (tenant: string) => act(graph, tenant, 'createRule', { requestId: 'r0', kind: 'VIRTUAL_PATCH' });

  test('every action arrives, signed, with what is to be done', async () => {
    receiver = await new Receiver().start();
    const { tenant, sessions } = await seeded();
    await act(graph, tenant, 'block', { sessionId: sessions[0]!.id, applications: ['shop'], reason: 'grüße' });
    await act(graph, tenant, 'unblock', { sessionId: sessions[0]!.id });
    await judge(graph, tenant, 'mark', 'r0.1', { reason: 'known' });
    await makeRule(tenant);
    startDelivery();
    await untilAll(tenant, 'DELIVERED');
    expect(receiver.received.map(({ event }) => event.event).sort()).toEqual([
      'false_positive.marked',
      'rule.created',
      'session.blocked',
      'session.unblocked',
    ]);
    for (const each of receiver.received) {
      expect(isSigned(each)).toBe(true);
      expect(isSigned(each, 'another secret')).toBe(false);
      expect(each.headers).toMatchObject({
        'content-type': 'application/json',
        'x-sessions-delivery': each.event.id,
        'x-sessions-event': each.event.event,
      });
      expect(each.event).toMatchObject({ tenant, actor: 'mallory' });
    }
    const told = (name: string) => receiver.received.find(({ event }) => event.event === name)!.event;
    expect(told('session.blocked')).toMatchObject({
      subject: `session:${sessions[0]!.key}`,
      data: {
        sessionKey: sessions[0]!.key,
        applications: ['shop'],
        until: null,
        reason: 'grüße',
        identifiedBy: [{ name: 'sid', source: 'REQUEST_COOKIE' }],
      },
    });
    expect(told('false_positive.marked')).toMatchObject({
      data: { requestId: 'r0', type: 'sqli', parameter: 'ARGS:id', reason: 'known' },
    });
    expect(told('rule.created')).toMatchObject({ data: { kind: 'VIRTUAL_PATCH', attackType: 'sqli', method: 'GET' } });
  });

  test('a receiver that is down, slow, and answers 500 loses nothing, and gets each subject in its order', async () => {
    receiver = await new Receiver().start();
    const { tenant, sessions } = await seeded(4);
    await receiver.stop();
    for (const _ of ['one process', 'another']) startDelivery({}, 300);
    const expected: Record<string, string[]> = {};
    for (let round = 0; round < 3; round += 1) {
      for (const { id } of sessions) await act(graph, tenant, 'block', { sessionId: id, reason: `round ${round}` });
      for (const { id } of sessions) await act(graph, tenant, 'unblock', { sessionId: id });
    }
    for (const { subject, id } of (await deliveriesOf(tenant)).reverse()) {
      expected[subject] = [...(expected[subject] ?? []), id];
    }
    await sleep(100);
    let calls = 0;
    receiver.answer = (response) => {
      calls += 1;
      if (calls % 5 === 1) return;
      response.writeHead(calls % 3 === 0 ? 204 : 500).end('not now');
    };
    await receiver.start();
    await untilAll(tenant, 'DELIVERED');
    expect(receiver.bySubject).toEqual(expected);
    // At least once, and again only what had not been answered well.
    expect(receiver.received.length).toBeGreaterThan(24);
    for (const each of receiver.received) expect(isSigned(each)).toBe(true);
    // The bytes of an event are the same at every attempt.
    const bodies = new Set(receiver.received.map(({ event, body }) => `${event.id} ${body}`));
    expect(bodies.size).toBe(24);
    const answered = (id: string) => receiver.received.map(({ event }) => event.id).lastIndexOf(id);
    for (const ids of Object.values(expected)) {
      for (const [index, id] of ids.entries()) {
        // A later event comes when the one before it will never come again.
        const next = ids[index + 1];
        if (next) expect(receiver.received.findIndex(({ event }) => event.id === next)).toBeGreaterThan(answered(id));
      }
    }
  });

  test.each([
    ['says ACTIVE', 200, '{"state":"ACTIVE"}', 'ACTIVE', null],
    ['says FAILED', 200, '{"state":"FAILED","message":"no such application"}', 'FAILED', 'no such application'],
    ['refuses it', 422, '{"message":"unknown host"}', 'FAILED', 'unknown host'],
    ['refuses it without a word', 404, '', 'FAILED', 'refused with 404'],
    ['takes it without a word', 204, '', 'PENDING', null],
    ['says something else', 200, '{"state":"DELETED","message":7}', 'PENDING', null],
    ['says too much', 200, `{"state":"ACTIVE","message":"${'x'.repeat(70_000)}"}`, 'PENDING', null],
  ])('a receiver that %s moves the rule', async (_, status, body, state, message) => {
    receiver = await new Receiver().start();
    receiver.answer = (response) => response.writeHead(status).end(body);
    const { tenant } = await seeded();
    await makeRule(tenant);
    startDelivery();
    await untilAll(tenant, status < 300 ? 'DELIVERED' : 'REFUSED');
    const rule = await ruleState(tenant);
    expect(rule).toMatchObject({ state, message });
    const answered = (await auditOf(graph, tenant, `rule:${rule.id}`)).filter(({ actor }) => actor === 'webhook');
    expect(answered.map(({ operation, before, after }) => [operation, before, after].map(String))).toEqual(
      state === 'PENDING'
        ? []
        : [['answerSessionRule', expect.stringContaining('PENDING'), expect.stringContaining(state)]],
    );
  });

  test('an answer to a rule that was deleted meanwhile does not bring it back', async () => {
    receiver = await new Receiver().start();
    receiver.answer = (response) => response.writeHead(200).end('{"state":"ACTIVE"}');
    const { tenant } = await seeded();
    const { rule } = (await makeRule(tenant)) as unknown as { rule: { id: string } };
    await act(graph, tenant, 'deleteRule', { ruleId: rule.id });
    startDelivery();
    await untilAll(tenant, 'DELIVERED');
    expect(receiver.received.map(({ event }) => event.event)).toEqual(['rule.created', 'rule.deleted']);
    expect(await ruleState(tenant)).toMatchObject({ state: 'DELETED' });
  });

  test('after many attempts it is a dead letter that is seen, holds its subject back, and can be sent again', async () => {
    receiver = await new Receiver().start();
    receiver.answer = (response) => response.writeHead(500).end();
    const { tenant, sessions } = await seeded();
    await act(graph, tenant, 'block', { sessionId: sessions[0]!.id, reason: 'x' });
    await act(graph, tenant, 'unblock', { sessionId: sessions[0]!.id });
    startDelivery({ attempts: 3 });
    const dead = await vi.waitFor(
      async () => {
        const found = await deliveriesOf(tenant, 'DEAD');
        expect(found).toHaveLength(1);
        return found;
      },
      { timeout: 60_000 },
    );
    expect(dead).toMatchObject([{ event: 'session.blocked', attempts: 3, answer: 'answered 500' }]);
    await sleep(150);
    expect(await deliveriesOf(tenant, 'PENDING')).toMatchObject([{ event: 'session.unblocked', attempts: 0 }]);
    receiver.answer = (response) => response.writeHead(204).end();
    expect(await resend(database.pool, tenant, [dead[0]!.id, 'unknown'])).toEqual([]);
    expect(await resend(database.pool, newTenant(), null)).toEqual([]);
    expect(await resend(database.pool, tenant, [dead[0]!.id])).toEqual([dead[0]!.id]);
    await untilAll(tenant, 'DELIVERED');
    expect(receiver.received.slice(-2).map(({ event }) => event.event)).toEqual([
      'session.blocked',
      'session.unblocked',
    ]);
  });

  test('redirects are not followed, and "later" is not a refusal', async () => {
    receiver = await new Receiver().start();
    const elsewhere = await new Receiver().start();
    const answers = [307, 429, 503, 204];
    receiver.answer = (response) => response.writeHead(answers.shift()!, { location: elsewhere.url }).end();
    const { tenant, sessions } = await seeded();
    await act(graph, tenant, 'block', { sessionId: sessions[0]!.id, reason: 'x' });
    startDelivery();
    await untilAll(tenant, 'DELIVERED');
    expect(receiver.received).toHaveLength(4);
    expect(elsewhere.received).toEqual([]);
    await elsewhere.stop();
  });

  test('a receiver that cannot be reached is told apart from one at a port that no request is sent to', async () => {
    receiver = await new Receiver().start();
    const nobody = receiver.url;
    await receiver.stop();
    for (const [url, reason] of [
      [nobody, 'ECONNREFUSED'],
      ['http://127.0.0.1:4190/', 'bad port'],
    ]) {
      const { tenant, sessions } = await seeded();
      await act(graph, tenant, 'block', { sessionId: sessions[0]!.id, reason: 'x' });
      startDelivery({ attempts: 2 }, 5_000, url);
      await untilAll(tenant, 'DEAD');
      expect(await deliveriesOf(tenant)).toMatchObject([{ answer: `not reached: ${reason}` }]);
      stopping.at(-1)!.controller.abort();
      await stopping.at(-1)!.ended;
    }
  });

  test('an address of this machine or its network is not sent to unless it is named; one of metadata never is', async () => {
    receiver = await new Receiver().start();
    const byName = receiver.url.replace('127.0.0.1', 'localhost');
    for (const [url, named, reason] of [
      [receiver.url, [], 'its address is private'],
      [byName, [], 'its address is private'],
      // The name that is allowed is the one that is written.
      [byName, ['127.0.0.1'], 'its address is private'],
      ['http://169.254.169.254/latest/meta-data', ['169.254.169.254'], 'its address is for nobody to ask'],
      ['http://[::ffff:169.254.169.254]/', ['::ffff:a9fe:a9fe'], 'its address is for nobody to ask'],
    ] as const) {
      const { tenant, sessions } = await seeded();
      await act(graph, tenant, 'block', { sessionId: sessions[0]!.id, reason: 'x' });
      startDelivery({ attempts: 1 }, 5_000, url, [...named]);
      await untilAll(tenant, 'DEAD');
      const answer = `not sent: ${reason} (ACTIONS_WEBHOOK_PRIVATE_HOSTS)`;
      expect(await deliveriesOf(tenant)).toMatchObject([{ answer }]);
      stopping.at(-1)!.controller.abort();
      await stopping.at(-1)!.ended;
    }
    expect(receiver.received).toEqual([]);
    const { tenant, sessions } = await seeded();
    await act(graph, tenant, 'block', { sessionId: sessions[0]!.id, reason: 'x' });
    startDelivery({}, 5_000, byName, ['localhost']);
    await untilAll(tenant, 'DELIVERED');
  });

  test('one receiver that hangs holds no other subject back', async () => {
    receiver = await new Receiver().start();
    const { tenant, sessions } = await seeded(3);
    for (const { id } of sessions) await act(graph, tenant, 'block', { sessionId: id, reason: 'x' });
    const [hanging] = await deliveriesOf(tenant);
    receiver.answer = (response, { event }) => {
      if (event.id !== hanging!.id) response.writeHead(204).end();
    };
    startDelivery({}, 120_000);
    await vi.waitFor(async () => expect(await deliveriesOf(tenant, 'DELIVERED')).toHaveLength(2), { timeout: 60_000 });
    expect(await deliveriesOf(tenant, 'PENDING')).toMatchObject([{ id: hanging!.id, attempts: 1 }]);
  });

  test('without a receiver rules wait, and the outbox keeps what is to be done', async () => {
    receiver = new Receiver();
    const { tenant } = await seeded();
    await makeRule(tenant);
    expect(await ruleState(tenant)).toMatchObject({ state: 'PENDING' });
    expect(await deliveriesOf(tenant)).toMatchObject([{ state: 'PENDING', attempts: 0, answer: null }]);
    expect(await deliveriesOf(newTenant())).toEqual([]);
  });
});

test('the signature is the one of a known vector', () => {
  // printf '%s' '1700000000.{"a":1}' | openssl dgst -sha256 -hmac 'a secret of the webhook'
  expect(sign(WEBHOOK_SECRET, '{"a":1}', 1_700_000_000)).toBe(
    't=1700000000,v1=d77aa457f4fffab816d4ad1394d2e56e93feac8493cd67bd6e345355a11eebec',
  );
});

test('the address and the secret of the receiver are checked at start', () => {
  const read = (ACTIONS_WEBHOOK_URL: string, ACTIONS_WEBHOOK_SECRET = WEBHOOK_SECRET) =>
    readEnv({ ACTIONS_WEBHOOK_URL, ACTIONS_WEBHOOK_SECRET }).webhook;
  expect(readEnv({}).webhook).toBeNull();
  expect(read('https://enforcer.example/x')).toEqual({
    url: 'https://enforcer.example/x',
    secret: WEBHOOK_SECRET,
    privateHosts: [],
  });
  for (const url of ['ftp://a.example', 'file:///etc/passwd', 'enforcer', 'https://user:secret@a.example']) {
    expect(() => read(url), url).toThrow(/ACTIONS_WEBHOOK_URL must be an http or https address/);
  }
  for (const url of [
    'http://127.0.0.1:9000/',
    'http://[::1]/',
    'http://10.0.0.5/',
    'http://169.254.169.254/',
    'http://0x7f000001/',
  ]) {
    expect(() => read(url), url).toThrow(/ACTIONS_WEBHOOK_URL: its address is .* ACTIONS_WEBHOOK_PRIVATE_HOSTS/);
  }
  const inside = {
    ACTIONS_WEBHOOK_SECRET: WEBHOOK_SECRET,
    ACTIONS_WEBHOOK_PRIVATE_HOSTS: '127.0.0.1, [::1],Enforcer.internal',
  };
  for (const url of ['http://127.0.0.1:9000/', 'http://[::1]/', 'http://enforcer.internal/']) {
    const privateHosts = ['127.0.0.1', '::1', 'enforcer.internal'];
    expect(readEnv({ ...inside, ACTIONS_WEBHOOK_URL: url }).webhook).toMatchObject({ url, privateHosts });
  }
  expect(() => read('https://a.example', '')).toThrow(/ACTIONS_WEBHOOK_SECRET must be set/);
  expect(() => read('https://a.example', 'short')).toThrow(/at least 16 characters/);
});
