// What the endpoints of logs are: how many there are, how many are confirmed, and where one position of a path makes many. By the
// path alone, and as an import names them when it has settled: with what siblings say.
//   npm run bench -- inventory LOG...
import { basename } from 'node:path';
import { outcomeOf } from '../subgraph/baselines/outcome.ts';
import { openInput } from '../subgraph/commands/import-input.ts';
import { pathTemplate } from '../subgraph/endpoints/path-template.ts';
import { siblingPlaces } from '../subgraph/endpoints/sibling-places.ts';
import { VariablePlaces } from '../subgraph/endpoints/variable-places.ts';
import type { IncomingRequest } from '../subgraph/ingest/incoming.type.ts';
import { readerFor } from '../subgraph/ingest/readers/index.ts';
import { type AnsweredPathRow, answeredPaths } from '../subgraph/store/answered-paths.ts';

const WORST = 5;
const files = process.argv.slice(2);
if (files.length === 0) {
  console.error('npm run bench -- inventory LOG...');
  process.exit(2);
}
for (const file of files) console.log(await inventoryOf(file));

async function inventoryOf(file: string): Promise<string> {
  const requests = await requestsOf(file);
  const byHost = new Map<string, AnsweredPathRow[]>();
  for (const row of answeredPaths('bench', requests.map(answering)).values())
    byHost.set(row.host, [...(byHost.get(row.host) ?? []), row]);
  const places = new Map([...byHost].map(([host, paths]) => [host, new VariablePlaces(siblingPlaces(paths))]));
  const byPath = endpointsOf(requests, ({ path }) => pathTemplate(path));
  const settled = endpointsOf(requests, ({ host, path }) => {
    const template = pathTemplate(path);
    return places.get(host ?? '')?.generalise(template) ?? template;
  });
  return `${basename(file)}: ${requests.length} requests\n  by the path alone: ${inWords(byPath)}\n  with siblings: ${inWords(settled)}`;
}

async function requestsOf(file: string): Promise<IncomingRequest[]> {
  const opened = await openInput(file, undefined);
  const requests: IncomingRequest[] = [];
  if (!opened.format) return requests;
  for await (const record of readerFor(opened.format).read(opened.input, {})) {
    if ('request' in record) requests.push(record.request);
  }
  return requests;
}

function answering({ method, host, path, status, blocked, time }: IncomingRequest) {
  return { method, host, path, status, blocked, day: time.toISOString().slice(0, 10) };
}

interface Endpoint {
  requests: number;
  confirmed: boolean;
  place: string;
}

function endpointsOf(
  requests: readonly IncomingRequest[],
  templateOf: (request: IncomingRequest) => string,
): Endpoint[] {
  const endpoints = new Map<string, Endpoint>();
  for (const request of requests) {
    const template = templateOf(request);
    const key = JSON.stringify([request.method, request.host, template]);
    const known = endpoints.get(key) ?? { requests: 0, confirmed: false, place: template.replace(/[^/]*$/, '*') };
    known.requests += 1;
    known.confirmed ||= outcomeOf(request) === 'SUCCESS';
    endpoints.set(key, known);
  }
  return [...endpoints.values()];
}

function inWords(endpoints: readonly Endpoint[]): string {
  const confirmed = endpoints.filter((each) => each.confirmed);
  const places = new Map<string, number>();
  for (const { place } of confirmed) places.set(place, (places.get(place) ?? 0) + 1);
  const worst = [...places].sort(([, one], [, other]) => other - one).slice(0, WORST);
  const share = ((100 * confirmed.length) / Math.max(endpoints.length, 1)).toFixed(1);
  return `${endpoints.length} endpoints, ${endpoints.filter((each) => each.requests === 1).length} asked once, ${confirmed.length} confirmed (${share} %); \
most under one place: ${worst.map(([place, count]) => `${place} ${count}`).join(', ')}`;
}
