import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { givenGraph } from '../support/graph.ts';

// Every question of docs/cookbook.md, asked of the demo traffic on its original days.

const sections = readFileSync('docs/cookbook.md', 'utf8').split(/^## /m).slice(1);

const { graph } = givenGraph('embedded', {}, { content: 'recorded' });

test('there are thirteen questions', () => {
  expect(sections).toHaveLength(13);
});

test.each(sections.map((section) => [section.split('\n')[0]!, section]))('%s', async (_title, section) => {
  const [, operation] = /```graphql\n([\s\S]*?)```/.exec(section) ?? [];
  const [, answer] = /```json\n([\s\S]*?)```/.exec(section) ?? [];
  expect(operation && answer).toBeTruthy();
  const data = await graph.query('default', operation!);
  expect(data).toMatchObject(JSON.parse(answer!));
});
