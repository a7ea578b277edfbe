import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { readerFor } from '../../subgraph/ingest/readers/index.ts';
import type { Format } from '../../subgraph/ingest/readers/reader.type.ts';
import { createTestServer, givenDatabase } from '../support/graph.ts';

// docs/ingest.md: its commands, in their order, with the answers that stand below them, and the configurations of programs that we could not run.

const DOC = readFileSync('docs/ingest.md', 'utf8');
const database = givenDatabase('embedded');

test('each command answers as it is shown', async () => {
  const app = await createTestServer(database);
  const address = await app.listen({ port: 0, host: '127.0.0.1' });
  const examples = [...DOC.matchAll(/```sh\n(curl [\s\S]*?)\n```\n\n```json\n([\s\S]*?)\n```/g)];
  expect(examples).toHaveLength(4);
  for (const [, command, shown] of examples) {
    const path = / http:\/\/127\.0\.0\.1:4000(\S*)/.exec(command!)![1]!;
    const headers = [...command!.matchAll(/ -H '([^:]+): ([^']+)'/g)].map(([, name, value]) => [name!, value!]);
    const [, body] = / --data-binary '([^']*)'$/.exec(command!) ?? [];
    const sent = { headers: Object.fromEntries(headers), ...(body !== undefined && { method: 'POST', body }) };
    expect(await (await fetch(address + path, sent)).json()).toEqual(JSON.parse(shown!));
  }
  await app.close();
});

interface Options {
  options: string[];
  values: Record<string, string[]>;
}
const KNOWN = JSON.parse(readFileSync('test/data/shippers/options.json', 'utf8')) as Record<string, Options>;
const CONFIGURATIONS = [...DOC.matchAll(/```yaml\n# (\S+)\n([\s\S]*?)```/g)].map(
  ([, name, text]): [string, unknown] => [name!, parse(text!)],
);

/** Values by the path of their option; what a configuration gives names to itself is `*`. */
function* optionsIn(value: unknown, known: readonly string[], path = ''): Generator<[string, unknown]> {
  if (Array.isArray(value) && value.some((each) => typeof each === 'object')) {
    for (const each of value) yield* optionsIn(each, known, path);
  } else if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
    for (const [name, each] of Object.entries(value)) {
      const isNamed = known.some((option) => option.startsWith(`${path}${path && '.'}*.`));
      yield* optionsIn(each, known, `${path}${path && '.'}${isNamed ? '*' : name}`);
    }
  } else yield [path, value];
}

test.each(CONFIGURATIONS)('%s has options and values that its program has', (name, configuration) => {
  const { options, values } = KNOWN[name]!;
  const used = [...optionsIn(configuration, options)];
  expect(used.length).toBeGreaterThan(10);
  for (const [path, value] of used) {
    expect(options).toContain(path);
    if (values[path]) expect(values[path]).toContain(value);
  }
});

test('each of them is there, sends what is read, and says that it was not run', () => {
  expect(CONFIGURATIONS.map(([name]) => name)).toEqual(Object.keys(KNOWN));
  for (const [, format] of DOC.matchAll(/format=([\w-]+)/g)) expect(readerFor(format as Format).byLine).toBe(true);
  for (const section of DOC.split(/\n## /).filter((each) => each.includes('```yaml')))
    expect(section).toMatch(/not run/i);
});
