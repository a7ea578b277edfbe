// What the endpoints of logs are: how many there are, how many are confirmed, and where one position of a path makes many.
//   npm run bench -- inventory LOG...
import { basename } from 'node:path';
import { outcomeOf } from '../subgraph/baselines/outcome.ts';
import { openInput } from '../subgraph/commands/import-input.ts';
import { pathTemplate } from '../subgraph/endpoints/path-template.ts';
import { readerFor } from '../subgraph/ingest/readers/index.ts';

const WORST = 5;
const files = process.argv.slice(2);
if (files.length === 0) {
  console.error('npm run bench -- inventory LOG...');
  process.exit(2);
}
for (const file of files) console.log(await inventoryOf(file));

async function inventoryOf(file: string): Promise<string> {
  const opened = await openInput(file, undefined);
  const endpoints = new Map<string, { requests: number; confirmed: boolean; place: string }>();
  let requests = 0;
  for await (const record of opened.format
    ? readerFor(opened.format).read(opened.input, { hosts: 'any' } as never)
    : []) {
    if ('rejected' in record) continue;
    const { method, host, path, status, blocked } = record.request;
    const template = pathTemplate(path);
    const key = JSON.stringify([method, host, template]);
    const known = endpoints.get(key) ?? { requests: 0, confirmed: false, place: template.replace(/[^/]*$/, '*') };
    known.requests += 1;
    known.confirmed ||= outcomeOf({ status: status ?? null, blocked }) === 'SUCCESS';
    endpoints.set(key, known);
    requests += 1;
  }
  const all = [...endpoints.values()];
  const confirmed = all.filter((each) => each.confirmed);
  const places = new Map<string, number>();
  for (const { place } of confirmed) places.set(place, (places.get(place) ?? 0) + 1);
  const worst = [...places].sort(([, one], [, other]) => other - one).slice(0, WORST);
  const share = ((100 * confirmed.length) / Math.max(all.length, 1)).toFixed(1);
  return `${basename(file)}: ${requests} requests, ${all.length} endpoints, ${all.filter((each) => each.requests === 1).length} asked once, \
${confirmed.length} confirmed (${share} %); most under one place: ${worst.map(([place, count]) => `${place} ${count}`).join(', ')}`;
}
