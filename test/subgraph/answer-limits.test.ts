import 'reflect-metadata';
import { beforeAll, describe, expect, test } from 'vitest';
import { ALL_SCOPES } from '../../subgraph/auth/scopes.ts';
import { createContext } from '../../subgraph/context.ts';
import { NO_ANSWER_LIMITS } from '../../subgraph/graphql/cost/answer-meter.ts';
import { givenGraph, openGraph } from '../support/graph.ts';
import { statementsOf } from '../support/statements.ts';
import { importLines, newTenant } from '../support/traffic.ts';

// The second line behind the cost of a query: what is read for an answer, and goes into it, is measured as it comes.

const tenant = newTenant();
const BODY = 'x'.repeat(50_000);
const LIMITS = { objects: 200, characters: 400_000, charactersRead: 600_000, lists: 20 };
const { database, graph } = givenGraph('embedded', { answerLimits: LIMITS });

beforeAll(async () => {
  const lines = Array.from({ length: 30 }, (_, n) => ({
    id: `r${n}`,
    time: `2024-05-12T10:00:${String(n).padStart(2, '0')}Z`,
    sid: `s${n % 3}`,
    path: `/p${n}`,
    detections: [{ type: 'sqli', attackId: `a${n}` }],
    content: { requestBody: { mediaType: 'text/plain', text: BODY } },
  }));
  expect(await importLines(database, tenant, lines)).toMatchObject({ accepted: 30 });
});

const TOO_LARGE = [
  {
    message: expect.stringContaining('the answer is too large: at most 200 objects, 400000 characters and 20 lists'),
    extensions: { code: 'ANSWER_TOO_LARGE', limit: { objects: 200, characters: 400_000, lists: 20 } },
  },
];

describe('an answer is refused as a whole, with one error', () => {
  test.each([
    [
      'of more objects than allowed',
      '{ sessions { nodes { requests { nodes { session { requests { nodes { id } } } } } } } }',
    ],
    ['of long texts', '{ sessions { nodes { requests { nodes { content { requestBody { text } } } } } } }'],
    [
      'of one text under many names',
      `{ ${Array.from({ length: 9 }, (_, n) => `a${n}: request(id: "r0") { content { requestBody { text } } }`).join(' ')} }`,
    ],
    ['of names that are long', `{ sessions { nodes { requests { nodes { ${'a'.repeat(20_000)}: id } } } } }`],
    [
      'that needs more lists than allowed',
      '{ sessions { nodes { topEndpoints(first: 10) { endpoint { sessions(first: 1) { nodes { id } } } } } } }',
    ],
  ])('%s', async (_name, query) => {
    const { data, errors } = await graph.ask(tenant, query);
    expect(data).toBeUndefined();
    expect(errors).toEqual(TOO_LARGE);
  });

  test('large columns that are not asked for count as they are read', async () => {
    const few = await openGraph(database, { answerLimits: { ...LIMITS, charactersRead: 2_000 } });
    const { errors } = await few.ask(tenant, '{ sessions { nodes { requests { nodes { id } } } } }');
    expect(errors?.[0]?.extensions.code).toBe('ANSWER_TOO_LARGE');
    await few.app.close();
  });

  test('and what is within all limits is answered', async () => {
    const query = '{ sessions { nodes { requests { nodes { id session { id } } } } } }';
    expect((await graph.ask(tenant, query)).errors).toBeUndefined();
  });
});

test('once an answer is too large, nothing more is read for it', async () => {
  const query = `{ sessions { nodes { requests { nodes { ${'a'.repeat(20_000)}: id detections { type { code } } rules { id } } } } } }`;
  const statements = await statementsOf(() => graph.ask(tenant, query));
  expect(statements.map(({ text }) => text).filter((text) => /FROM rule\b/.test(text))).toEqual([]);
});

test('a session and a request are one object, however they are reached', async () => {
  const usual = {
    actor: 'local',
    scopes: ALL_SCOPES,
    mode: 'standalone',
    totalBound: 100,
    actions: [],
    answerLimits: NO_ANSWER_LIMITS,
  } as const;
  const exports = { links: null as never, publicUrl: null };
  const { loaders } = createContext({ ...usual, tenant, database, exports });
  const query = { period: null, filter: null, order: 'LAST_SEEN_AT', descending: true } as const;
  const [listed] = await loaders.sessionPage.load({ query, place: null, backwards: false, limit: 1 });
  const [part] = await loaders.partsOfKey.load(listed!.key);
  const found = await loaders.sessionPart.load({ key: listed!.key, day: listed!.day });
  expect(part).not.toBe(listed);
  expect(new Set([listed!, part!, found!].map(loaders.session)).size).toBe(1);
  const list = { period: null, filter: null, order: 'TIME', descending: true } as const;
  const page = { part: listed!, query: list, place: null, backwards: false, limit: 1, offset: 0 };
  const [inList] = await loaders.requestPage.load(page);
  const byId = await loaders.request.load(inList!.id);
  expect(byId).not.toBe(inList);
  expect(loaders.oneRequest(byId!)).toBe(loaders.oneRequest(inList!));
});

describe('operations at the same time', () => {
  test('give their room back, whether they were answered, failed or were refused', async () => {
    const queries = [
      '{ sessions(first: 0) { nodes { id } } }',
      '{ sessions { nodes { requests { nodes { content { requestBody { text } } } } } } }',
    ];
    const dear = '{ sessions(first: 200) { nodes { requests(first: 200) { nodes { session { id } } } } } }';
    for (let n = 0; n < 3; n += 1)
      await Promise.all([...queries, dear, dear, dear, dear].map((query) => graph.ask(tenant, query)));
    expect((await graph.ask(tenant, '{ sessions { nodes { id } } }')).errors).toBeUndefined();
  });
});
