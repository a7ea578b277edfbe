import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Database } from '../../subgraph/db/database.ts';
import { openTestDatabase } from '../support/database.ts';
import { type Graph, openGraph } from '../support/graph.ts';

// Every question of docs/cookbook.md, asked of the demo traffic on its original days.

const sections = readFileSync('docs/cookbook.md', 'utf8').split(/^## /m).slice(1);

let database: Database;
let graph: Graph;
beforeAll(async () => {
  database = await openTestDatabase('embedded', { content: 'recorded' });
  graph = await openGraph(database);
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
