import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Database } from '../../subgraph/db/database.ts';
import { decideDemo, importDemo } from '../../subgraph/ingest/demo.ts';
import { openTestDatabase } from '../support/database.ts';
import { type Graph, openGraph } from '../support/graph.ts';
import { TEST_SECRET } from '../support/traffic.ts';

// Every question of docs/cookbook.md, asked of the demo traffic on its original days.

const sections = readFileSync('docs/cookbook.md', 'utf8').split(/^## /m).slice(1);

let database: Database;
let graph: Graph;
beforeAll(async () => {
  database = await openTestDatabase('embedded');
  graph = await openGraph(database);
  // The day after its last: the days of the demo are then those of the originals.
  await decideDemo(database, true, new Date('2024-05-19T00:00:00Z'));
  await importDemo(database, 'default', TEST_SECRET);
});
afterAll(async () => {
  await graph.app.close();
  await database.close();
});

test('there are eleven questions', () => {
  expect(sections).toHaveLength(11);
});

test.each(sections.map((section) => [section.split('\n')[0]!, section]))('%s', async (_title, section) => {
  const [, operation] = /```graphql\n([\s\S]*?)```/.exec(section) ?? [];
  const [, answer] = /```json\n([\s\S]*?)```/.exec(section) ?? [];
  expect(operation && answer).toBeTruthy();
  const data = await graph.query('default', operation!);
  expect(data).toMatchObject(JSON.parse(answer!));
});
