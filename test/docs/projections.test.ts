import { readFileSync } from 'node:fs';
import type { FastifyInstance } from 'fastify';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createTestServer, givenDatabase } from '../support/graph.ts';
import { importLines } from '../support/traffic.ts';

// The commands of docs/projections.md, in their order, and the answers that stand below them.

const database = givenDatabase('embedded');
let app: FastifyInstance;
let address: string;
beforeAll(async () => {
  await importLines(database, 'default', [
    {
      time: '2026-01-31T12:00:00Z',
      method: 'POST',
      path: '/users/7',
      host: 'api.example.com',
      ip: '203.0.113.9',
      detections: [{ type: 'sqli', attackId: 'a-17', action: 'BLOCKED' }],
    },
  ]);
  app = await createTestServer(database);
  address = await app.listen({ port: 0, host: '127.0.0.1' });
});
afterAll(() => app.close());

test('each command answers as it is shown', async () => {
  const examples = [...readFileSync('docs/projections.md', 'utf8').matchAll(EXAMPLE)];
  expect(examples).toHaveLength(3);
  for (const [, command, shown] of examples) {
    expect(JSON.parse(await run(command!), stable)).toEqual(JSON.parse(shown!, stable));
  }
});

const EXAMPLE = /```sh\n(curl [\s\S]*?)\n```\n\n```json\n([\s\S]*?)\n```/g;

/** Times depend on when it is asked. */
function stable(key: string, value: unknown): unknown {
  return (key === 'syncedAt' || key === 'lagSeconds') && value !== null ? typeof value : value;
}

async function run(command: string): Promise<string> {
  const [, url] = / (http:\/\/127\.0\.0\.1:4000\S*) /.exec(command)!;
  const headers = [...command.matchAll(/ -H '([^:]+): ([^']+)'/g)].map(([, name, value]) => [name!, value!] as const);
  const [, option, data] = / (--data|--data-urlencode) '([^']*)'$/.exec(command)!;
  const target = url!.replace('http://127.0.0.1:4000', address);
  const response =
    option === '--data'
      ? await fetch(target, { method: 'PUT', headers: Object.fromEntries(headers), body: data! })
      : await fetch(`${target}?${new URLSearchParams({ query: data!.replace(/^query=/, '') })}`, {
          headers: Object.fromEntries(headers),
        });
  return response.text();
}
