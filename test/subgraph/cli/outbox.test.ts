import { randomUUID } from 'node:crypto';
import { afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { buildCli, Place, type Running } from '../../support/cli.ts';
import { DATABASES, type DatabaseKind } from '../../support/database.ts';
import { isSigned, Receiver, WEBHOOK_SECRET } from '../../support/receiver.ts';

// The server process between an action and the system that enforces it: killed, stopped, looked at.

beforeAll(buildCli);

const places: Place[] = [];
const receivers: Receiver[] = [];
afterEach(async () => {
  for (const place of places.splice(0)) await place.remove();
  for (const receiver of receivers.splice(0)) await receiver.stop();
});

const LINES = Array.from({ length: 4 }, (_, n) =>
  JSON.stringify({
    id: `r${n}`,
    time: '2024-05-12T10:00:00Z',
    method: 'GET',
    path: '/',
    parameters: [{ name: 'sid', source: 'REQUEST_COOKIE', value: `session ${n}` }],
  }),
).join('\n');

interface World {
  place: Place;
  receiver: Receiver;
  serve: () => Promise<{ server: Running; ask: Ask }>;
}
type Ask = <Data>(query: string, variables?: object) => Promise<Data>;

async function worldOn(kind: DatabaseKind): Promise<World> {
  const place = await Place.on(kind);
  places.push(place);
  const receiver = await new Receiver().start();
  receivers.push(receiver);
  await place.import(['--format', 'ndjson', '-'], { input: LINES });
  const env = {
    DEMO: '0',
    ACTIONS_WEBHOOK_URL: receiver.url,
    ACTIONS_WEBHOOK_SECRET: WEBHOOK_SECRET,
    ACTIONS_WEBHOOK_PRIVATE_HOSTS: '127.0.0.1',
  };
  return {
    place,
    receiver,
    async serve() {
      const { server, address } = await place.serve(env);
      const ask: Ask = async <Data>(query: string, variables?: object) => {
        const response = await fetch(`${address}/graphql`, {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify({ query, variables }),
        });
        return ((await response.json()) as { data: Data }).data;
      };
      return { server, ask };
    },
  };
}

const BLOCK = `mutation ($id: ID!, $key: ID!) { blockSession(input: { sessionId: $id, idempotencyKey: $key, reason: "x" }) { __typename } }`;
const UNBLOCK = `mutation ($id: ID!, $key: ID!) { unblockSession(sessionId: $id, idempotencyKey: $key) { __typename } }`;

async function sessionsOf(ask: Ask): Promise<string[]> {
  const { sessions } = await ask<{ sessions: { nodes: { id: string }[] } }>('{ sessions { nodes { id } } }');
  return sessions.nodes.map(({ id }) => id);
}

describe.each(DATABASES)('%s', (kind) => {
  test('killed after the commit and in the middle of deliveries: nothing is lost, nothing overtakes', {
    timeout: 300_000,
  }, async () => {
    const { place, receiver, serve } = await worldOn(kind);
    // It gets everything and answers nothing: the process cannot know what arrived.
    receiver.answer = () => {};
    const { server, ask } = await serve();
    const ids = await sessionsOf(ask);
    for (const id of ids) await ask(BLOCK, { id, key: randomUUID() });
    await vi.waitFor(() => expect(receiver.received.length).toBeGreaterThan(0), { timeout: 60_000 });
    // Committed with the kill right after the answer.
    await ask(UNBLOCK, { id: ids[0], key: randomUUID() });
    await server.kill('SIGKILL');

    const kept = await place.query('SELECT id, subject FROM outbox ORDER BY seq');
    expect(kept).toHaveLength(5);
    const before = receiver.received.map(({ event }) => event.id);
    receiver.answer = (response) => response.writeHead(204).end();
    await serve();
    const waiting = `SELECT 5 - count(*)::int AS n FROM outbox WHERE state <> 'DELIVERED'`;
    await vi.waitFor(async () => expect(await place.query(waiting)).toEqual([{ n: 5 }]), {
      timeout: 60_000,
      interval: 500,
    });

    const after = receiver.received.slice(before.length).map(({ event }) => event.id);
    expect(new Set(after)).toEqual(new Set(kept.map(({ id }) => id)));
    // What the killed process had sent came again under the same id.
    expect(after).toEqual(expect.arrayContaining(before));
    const subjects: Record<string, unknown[]> = {};
    for (const { id, subject } of kept) subjects[String(subject)] = [...(subjects[String(subject)] ?? []), id];
    expect(receiver.bySubject).toEqual(subjects);
    expect(receiver.received.every((each) => isSigned(each))).toBe(true);
  });

  test('SIGTERM in the middle of a delivery ends the process at once, and the next one delivers', {
    timeout: 300_000,
  }, async () => {
    const { receiver, serve } = await worldOn(kind);
    receiver.answer = () => {};
    const { server, ask } = await serve();
    const [id] = await sessionsOf(ask);
    await ask(BLOCK, { id, key: randomUUID() });
    await vi.waitFor(() => expect(receiver.received).toHaveLength(1), { timeout: 60_000 });
    expect(await server.kill('SIGTERM')).toMatchObject({ code: 0 });
    receiver.answer = (response) => response.writeHead(204).end();
    await serve();
    await vi.waitFor(() => expect(receiver.received).toHaveLength(2), { timeout: 60_000 });
    expect(receiver.received[1]!.body).toBe(receiver.received[0]!.body);
  });

  test('api-sessions outbox shows how it stands, and sends dead letters again while the server runs', {
    timeout: 300_000,
  }, async () => {
    const { place, receiver, serve } = await worldOn(kind);
    const { ask } = await serve();
    const ids = await sessionsOf(ask);
    for (const id of ids) await ask(BLOCK, { id, key: randomUUID() });
    await vi.waitFor(() => expect(receiver.received).toHaveLength(4), { timeout: 60_000 });
    const [dead, other] = receiver.received.map(({ event }) => event.id);
    await place.query(
      `UPDATE outbox SET state = 'DEAD', attempts = 24, answer = 'answered 500' WHERE id IN ('${dead}', '${other}')`,
    );

    const { stdout, code } = await place.run(['outbox']);
    expect(code).toBe(0);
    expect(stdout).toContain('0 pending, 2 delivered, 0 refused, 2 dead');
    expect(stdout).toMatch(
      new RegExp(`^${dead}  session.blocked  session:\\S+  24 attempts, the last one: answered 500$`, 'm'),
    );

    const wrong = await place.run(['outbox', '--resend', dead!, 'nobody']);
    expect(wrong).toMatchObject({ code: 1, stdout: '' });
    expect(wrong.stderr).toContain('nothing was sent again');
    expect(JSON.parse((await place.run(['outbox', '--json', '--resend', dead!])).stdout)).toMatchObject({
      resent: [dead],
    });
    await vi.waitFor(() => expect(receiver.received.map(({ event }) => event.id).slice(4)).toEqual([dead]), {
      timeout: 60_000,
    });
    expect((await place.run(['outbox', '--resend', 'all'])).stdout).toContain('to be sent again: 1');
    await vi.waitFor(() => expect(receiver.received.map(({ event }) => event.id).slice(4)).toEqual([dead, other]), {
      timeout: 60_000,
    });
  });
});
