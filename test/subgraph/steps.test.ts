import { expect, onTestFinished, test } from 'vitest';
import { Late, patienceOf } from '../../subgraph/admission/patience.ts';
import { type Difference, verify } from '../../subgraph/verify/verify.ts';
import { createTestServer, givenDatabase } from '../support/graph.ts';
import { importLines, newTenant } from '../support/traffic.ts';
import { askOver, whileAsking } from '../support/under-load.ts';

// Long work is done in steps, and what else has come is done in between. Told by the order in which things happen, and not
// by how long they take.

const database = givenDatabase('embedded');
const LIST = '{ sessions(first: 5) { totalCount { value } nodes { id requestCount } } }';

const log = (requests: number) =>
  Array.from({ length: requests }, (_, index) => ({
    id: `r${index}`,
    time: new Date(Date.UTC(2024, 4, 12) + index * 20_000).toISOString(),
    sid: `${index % 300}`,
    path: `/items/${index % 40}`,
    status: 200,
    durationMs: index % 50,
  }));

async function listening(): Promise<string> {
  const app = await createTestServer(database);
  onTestFinished(() => app.close());
  return app.listen({ port: 0, host: '127.0.0.1' });
}

test('an import and a verification of the embedded database let questions pass', async () => {
  const origin = await listening();
  const tenant = newTenant();
  const ask = () => askOver(origin, tenant, LIST);
  const meanwhile = async (work: () => Promise<unknown>) => {
    const heard = await whileAsking(ask, { callers: 1 }, async () => void (await work()));
    expect(heard.flatMap(({ errors }) => errors)).toEqual([]);
    return heard.length;
  };
  // Ten batches, and between any two of them there is time for a question.
  expect(await meanwhile(() => importLines(database, tenant, log(10_000)))).toBeGreaterThanOrEqual(8);
  expect(await meanwhile(() => verify(database.pool, () => {}, { inSteps: true }))).toBeGreaterThanOrEqual(8);
  // As it was, and is on a server: the one that came first, and the one that waited until the end.
  expect(await meanwhile(() => verify(database.pool, () => {}))).toBeLessThanOrEqual(3);
});

test('in steps it finds what it finds in one snapshot', async () => {
  const tenant = newTenant();
  await importLines(database, tenant, [
    ...log(1_500),
    { id: 'attack', time: '2024-05-12T10:00:00Z', sid: '1', detections: [{ type: 'sqli' }] },
  ]);
  const breaking = [
    `UPDATE session SET request_count = request_count + 1 WHERE tenant = $1 AND request_count = 5`,
    `UPDATE timeline_count SET blocked = 7 WHERE tenant = $1 AND quarter = 3`,
    `UPDATE facet_count SET sessions = sessions + 1 WHERE tenant = $1 AND dimension = 'METHOD'`,
    `DELETE FROM detection WHERE tenant = $1`,
    `DELETE FROM endpoint WHERE tenant = $1 AND path_template = '/items/{int}'`,
  ];
  for (const statement of breaking) await database.pool.query(statement, [tenant]);
  const found = async (inSteps: boolean) => {
    const differences: Difference[] = [];
    const summary = await verify(database.pool, (difference) => differences.push(difference), { inSteps });
    return { summary, differences };
  };
  const whole = await found(false);
  expect(whole.differences.length).toBeGreaterThan(5);
  expect(await found(true)).toEqual(whole);
});

test('those whose time is over together end one after the other, and others are heard in between', async () => {
  const response = { once: () => {}, writableFinished: false } as unknown as Parameters<typeof patienceOf>[0];
  const happened: string[] = [];
  const signals = Array.from({ length: 20 }, () => patienceOf(response, 20));
  const round = () => setImmediate(() => happened.push('others') < 400 && round());
  for (const signal of signals) {
    signal.addEventListener('abort', () => {
      if (happened.length === 0) round();
      happened.push('late');
    });
  }
  // Timers that are not waited for end no process, and nothing else is under way here.
  await expect.poll(() => signals.every(({ aborted }) => aborted)).toBe(true);
  expect(signals[0]!.reason).toBeInstanceOf(Late);
  const between = happened.slice(0, happened.lastIndexOf('late')).filter((each) => each === 'others').length;
  expect(between).toBeGreaterThanOrEqual(10);
});
