import { Readable } from 'node:stream';
import { afterAll, expect, test } from 'vitest';
import type { Database } from '../../subgraph/db/database.ts';
import type { Specification } from '../../subgraph/endpoints/specification.type.ts';
import { importRequests } from '../../subgraph/ingest/import.ts';
import { readerFor } from '../../subgraph/ingest/readers/index.ts';
import { createHasher } from '../../subgraph/ingest/session-key/session-key.ts';
import { loadSessionsConfig } from '../../subgraph/ingest/session-key/sessions-config.ts';
import { changeSpecifications } from '../../subgraph/specifications/specification-store.ts';
import { expectVerified } from '../support/actions.ts';
import { givenGraph } from '../support/graph.ts';
import { importLines, type Line, newTenant, TEST_SECRET } from '../support/traffic.ts';

// A host has so many endpoints that answered at most, and as many that did not. What is beyond shares one per method.

const HOST = 'a.example';
let clock = 0;
const at = (path: string, status: number, more: Partial<Line> = {}): Line => ({
  time: new Date(Date.parse('2024-05-12T10:00:00Z') + 1000 * clock++).toISOString(),
  sid: 's',
  host: HOST,
  method: 'GET',
  path,
  status,
  ...more,
});
const tried = (count: number, host = HOST) =>
  Array.from({ length: count }, (_, n) => at(`/tried-${'abcdefghij'[n]}`, 404, { host }));
const there = (count: number) => Array.from({ length: count }, (_, n) => at(`/there-${'abcdefghij'[n]}`, 200));

const CAP = 3;
const { database, graph } = givenGraph('embedded', {}, { endpointsPerHost: CAP });
afterAll(() => expectVerified(database));

/** `GET /{other} shared 3`: endpoints and how often each was asked for. */
async function endpoints(tenant: string): Promise<string[]> {
  const { list } = await graph.query<{
    list: {
      nodes: {
        requestCount: number;
        summary: { method: string; host: string; pathTemplate: string; shared: boolean };
      }[];
    };
  }>(
    tenant,
    `{ list: sessionKnownEndpoints(first: 200, includeUnconfirmed: true) {
      nodes { requestCount summary { method host pathTemplate shared } } } }`,
  );
  return list.nodes
    .map(({ requestCount, summary: { method, host, pathTemplate, shared } }) =>
      [method, host === HOST ? '' : host, pathTemplate, shared ? 'shared' : '', requestCount].filter(Boolean).join(' '),
    )
    .sort();
}

const withCap = (endpointsPerHost: number): Database => ({ ...database, endpointsPerHost });

test('what a scanner tries beyond the cap shares one endpoint for each method, and keeps out nothing that is there', async () => {
  const tenant = newTenant();
  await importLines(database, tenant, [...tried(6), at('/posted', 404, { method: 'POST' }), ...there(3)]);
  await importLines(database, tenant, [...tried(6), ...tried(1, 'b.example')]);
  expect(await endpoints(tenant)).toEqual([
    'GET /there-a 1',
    'GET /there-b 1',
    'GET /there-c 1',
    'GET /tried-a 2',
    'GET /tried-b 2',
    'GET /tried-c 2',
    'GET /{other} shared 6',
    'GET b.example /tried-a 1',
    'POST /{other} shared 1',
  ]);
});

test('an import says how many lines share an endpoint, and of which host', async () => {
  const tenant = newTenant();
  const hints: string[] = [];
  const lines = [...tried(5), ...tried(4, 'b.example')].map(({ sid: _, ...line }) => JSON.stringify(line));
  await importRequests(database, Readable.from([Buffer.from(lines.join('\n'))], { objectMode: false }), {
    tenant,
    config: loadSessionsConfig(null),
    hasher: createHasher(TEST_SECRET, tenant),
    reader: readerFor('ndjson'),
    onHint: (hint) => hints.push(hint),
  });
  const ofHost = (host: string) =>
    `the endpoint is /{other}: ${host} has the 3 that SESSIONS_ENDPOINTS_PER_HOST allows`;
  expect(hints.sort()).toEqual([ofHost(HOST), ofHost(HOST), ofHost('b.example')].sort());
});

test('what answers has an endpoint as long as there is room among those that answered, and shares one otherwise', async () => {
  const tenant = newTenant();
  await importLines(database, tenant, tried(4));
  await importLines(database, tenant, [at('/tried-d', 200), ...there(3)]);
  expect(await endpoints(tenant)).toEqual([
    'GET /there-a 1',
    'GET /there-b 1',
    'GET /tried-a 1',
    'GET /tried-b 1',
    'GET /tried-c 1',
    'GET /tried-d 1',
    'GET /{other} shared 2',
  ]);
});

test('a specification has room always; with a higher cap, naming again gives each its own', async () => {
  const tenant = newTenant();
  await importLines(database, tenant, there(6));
  expect(await endpoints(tenant)).toContain('GET /{other} shared 3');
  const shop: Specification = {
    name: 'Shop',
    version: '1',
    operations: ['/there-e', '/there-f'].map((path) => ({ method: 'GET', host: HOST, path, tags: [] })),
  };
  await changeSpecifications(database, tenant, { load: [shop] });
  expect(await endpoints(tenant)).toEqual(
    ['a', 'b', 'c', 'e', 'f'].map((name) => `GET /there-${name} 1`).concat('GET /{other} shared 1'),
  );
  await changeSpecifications(withCap(100), tenant, {});
  expect(await endpoints(tenant)).toEqual(['a', 'b', 'c', 'd', 'e', 'f'].map((name) => `GET /there-${name} 1`));
  await changeSpecifications(withCap(1), tenant, {});
  expect(await endpoints(tenant)).toHaveLength(6);
});

test('values that turn out to be a parameter leave what they shared', async () => {
  const tenant = newTenant();
  const stories = Array.from({ length: 60 }, (_, n) => at(`/blog/story-${'abcdefghij'[n % 10]}${n}x`, 200));
  await importLines(database, tenant, stories);
  expect(await endpoints(tenant)).toEqual(['GET /blog/{name} 60']);
});
