#!/usr/bin/env tsx
// Writes subgraph/graphql/safelist.elements.json: the SHA-256 of every operation that the elements and the console send, as they
// send it, with the plugins that are included, in any order. A server takes these alone with SESSIONS_SAFELIST=elements.
//   tsx scripts/safelist.ts            writes the file
//   tsx scripts/safelist.ts --check    fails when the file is not what it would write
//   tsx scripts/safelist.ts --documents FILE    writes the texts of those of the elements, by their hashes, for gateways that keep operations
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as bulk from '../web-components/data/bulk-actions.ts';
import { CAPABILITIES } from '../web-components/data/capabilities.ts';
import { clientOf } from '../web-components/data/client.ts';
import { SCOPES } from '../web-components/data/content-scope.ts';
import * as documents from '../web-components/data/documents.generated.ts';
import { EXPORT_SESSIONS } from '../web-components/data/export-sessions.ts';
import { actions } from '../web-components/plugins/actions/actions.ts';
import { STATES } from '../web-components/plugins/actions/follow-waiting.ts';
import { attackLinks } from '../web-components/plugins/attack-links/attack-links.ts';
import { composeDocument } from '../web-components/plugins/core/fragments/compose-document.ts';
import type { PluginFragment } from '../web-components/plugins/core/fragments/fragment.ts';
import { readPlugins } from '../web-components/plugins/core/registry.ts';
import { risk } from '../web-components/plugins/risk/risk.ts';

const ROOT = join(import.meta.dirname, '..');
const TARGET = join(ROOT, 'subgraph/graphql/safelist.elements.json');

/** Discovery has no fragment but the owner's, which a host writes. */
const { plugins, problems } = readPlugins([actions(), risk(), attackLinks({ href: () => '' })]);
if (problems.length > 0) throw problems[0]!.error;
const fragments = plugins.flatMap((plugin) => plugin.fragments);

/** Every choice of some, in every order. */
function choices(of: readonly PluginFragment[]): PluginFragment[][] {
  return [[], ...of.flatMap((one) => choices(of.filter((other) => other !== one)).map((rest) => [one, ...rest]))];
}

const composed = [
  CAPABILITIES,
  SCOPES,
  STATES,
  EXPORT_SESSIONS,
  ...Object.values(bulk),
  ...Object.values(documents),
].flatMap((document) => choices(fragments).map((some) => composeDocument(document, some)));

/** The text of an operation as it goes out: the client adds to it. */
async function sent(text: string): Promise<string> {
  let body = '';
  const fetch = async (_input: unknown, init?: RequestInit) => {
    body = String(init?.body);
    return new Response('{"data":null}', { headers: { 'content-type': 'application/json' } });
  };
  const client = clientOf({ endpoint: 'http://elements.example/graphql', fetch } as never);
  await (/^mutation\b/.test(text) ? client.mutation(text, {}) : client.query(text, {})).toPromise();
  return (JSON.parse(body) as { query: string }).query;
}

/** The console asks in words of its own. */
const ofConsole = readdirSync(join(ROOT, 'console'))
  .filter((name) => name.endsWith('.js'))
  .flatMap((name) => [...readFileSync(join(ROOT, 'console', name), 'utf8').matchAll(/`(query \w[^`]*)`/g)])
  .map(([, text]) => text!);

// The button asks without the client, for it is loaded for itself.
const ofElements = [...(await Promise.all([...new Set(composed)].map(sent))), documents.SessionAvailabilityDocument];
const texts = [...ofElements, ...ofConsole];
const hashOf = (text: string) => createHash('sha256').update(text).digest('hex');
const operations = [...new Set(texts)]
  .map((text) => ({
    name: /\b(?:query|mutation)\s+(\w+)/.exec(text)?.[1] ?? 'ping',
    sha256: hashOf(text),
  }))
  .sort((one, other) => (one.name + one.sha256 < other.name + other.sha256 ? -1 : 1));
const json = `${JSON.stringify({ operations }, null, 2)}\n`;

const documentsFile = process.argv[process.argv.indexOf('--documents') + 1];
if (process.argv.includes('--documents') && documentsFile) {
  const entries = ofElements.map((text) => [hashOf(text), text] as const).sort();
  writeFileSync(documentsFile, `${JSON.stringify(Object.fromEntries(entries), null, 2)}\n`);
} else if (!process.argv.includes('--check')) writeFileSync(TARGET, json);
else if (readFileSync(TARGET, 'utf8') !== json) {
  console.error('subgraph/graphql/safelist.elements.json is not up to date: run "npm run documents"');
  process.exitCode = 1;
}
