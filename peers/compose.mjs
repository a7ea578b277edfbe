#!/usr/bin/env node
// Prints the supergraph of the three subgraphs: their schemas, and where each is asked.
//   node peers/compose.mjs --sessions URL --attacks URL --discovery URL > supergraph.graphql
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { composeServices } from '@apollo/composition';
import { parse } from 'graphql';

const SCHEMAS = {
  sessions: join(import.meta.dirname, '../subgraph/schema.graphql'),
  attacks: join(import.meta.dirname, 'attacks/schema.graphql'),
  discovery: join(import.meta.dirname, 'discovery/schema.graphql'),
};

/**
 * The supergraph as text.
 * @param urls where each subgraph is asked, by its name; one that has no address is left out
 */
export function compose(urls) {
  const services = Object.entries(SCHEMAS)
    .filter(([name]) => urls[name])
    .map(([name, file]) => ({ name, url: urls[name], typeDefs: parse(readFileSync(file, 'utf8')) }));
  const { supergraphSdl, errors } = composeServices(services);
  if (errors?.length) throw new Error(`the subgraphs do not compose:\n${errors.map(String).join('\n')}`);
  return supergraphSdl;
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) {
  const options = Object.fromEntries(Object.keys(SCHEMAS).map((name) => [name, { type: 'string' }]));
  process.stdout.write(compose(parseArgs({ options }).values));
}
