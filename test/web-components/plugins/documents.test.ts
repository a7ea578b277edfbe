import { ApolloServer } from '@apollo/server';
import { createRequest, formatDocument, stringifyDocument } from '@urql/core';
import { beforeAll, expect, test } from 'vitest';
import * as documents from '../../../web-components/data/documents.generated.ts';
import { composeDocument } from '../../../web-components/plugins/core/fragments/compose-document.ts';
import { type PluginFragment, readFragment } from '../../../web-components/plugins/core/fragments/fragment.ts';
import {
  type RefusalError,
  refusedFragments,
} from '../../../web-components/plugins/core/fragments/refused-fragments.ts';

/** The part of the graph that these tests ask, and a field of a subgraph that is deployed. */
const SCHEMA = `
  type Query { session(id: ID!): Session, request(id: ID!): Request }
  type Session { id: ID!, key: ID!, endpoints(first: Int): [Endpoint!]!, ips(first: Int!): [Ip!]! }
  type Ip { address: String!, requestCount: Int! }
  type Endpoint { id: ID!, inventory: Inventory }
  type Inventory { owner(long: Boolean): String }
  type Request { id: ID!, path: String! }
`;
const BASE =
  'query SessionHeader($id:ID!){session(id:$id){...SessionRow}}fragment SessionRow on Session{id ips(first:2){address}}';

const session = (id: string, fields: string): PluginFragment =>
  readFragment(`fragment ${id}_Session on Session { ${fields} }`, 'Session', id);
const owner = session('acme', 'acme_endpoints: endpoints(first: 3) { id inventory { owner } }');
const unknown = session('waf', 'waf_rules: firewallRules { name }');
const clash = session(
  'clash',
  '... on Session { clash_ips: ips(first: 2) { address } } clash_a: endpoints { inventory { owner } }',
);

let server: ApolloServer;
beforeAll(() => {
  server = new ApolloServer({ typeDefs: SCHEMA });
});

/** What a server says to the text that urql makes of a document. */
async function refusal(document: string) {
  const sent = stringifyDocument(formatDocument(createRequest(document, { id: '1' }).query));
  const { body } = await server.executeOperation({ query: sent, variables: { id: '1' } });
  const { errors = [] } = (
    body as { singleResult: { errors?: (RefusalError & { extensions?: { code?: unknown } })[] } }
  ).singleResult;
  return { sent, errors, codes: errors.map(({ extensions }) => extensions?.code) };
}

const names = (fragments: readonly PluginFragment[]) => fragments.map(({ name }) => name);

test('fields of sessions go into rows and into the head of an open session, those of requests into the open request', () => {
  const request = readFragment('fragment acme_Request on Request { acme_path: path }', 'Request', 'acme');
  const withFields = (fragment: PluginFragment) =>
    Object.entries(documents)
      .filter(([, document]) => composeDocument(document, [fragment]) !== document)
      .map(([name]) => name);

  expect(withFields(owner).sort()).toEqual(['SessionHeaderDocument', 'SessionListDocument']);
  expect(withFields(request)).toEqual(['RequestDetailDocument']);
  for (const document of Object.values(documents)) {
    const composed = composeDocument(document, [owner, request]);
    expect(composed.match(/\.\.\.acme_\w+/g)?.length ?? 0).toBe(composed.match(/^fragment acme_/gm)?.length ?? 0);
    expect(() => createRequest(composed, {})).not.toThrow();
  }
});

test('without plugins a document stays what it is', () => {
  expect(composeDocument(BASE, [])).toBe(BASE);
});

test('a server takes what it knows', async () => {
  const { errors } = await refusal(composeDocument(BASE, [owner]));

  expect(errors).toEqual([]);
});

test('an unknown field is found by its place: the fragments around it stay', async () => {
  const { sent, errors, codes } = await refusal(composeDocument(BASE, [owner, unknown, clash]));

  expect(new Set(codes)).toEqual(new Set(['GRAPHQL_VALIDATION_FAILED']));
  expect(names(refusedFragments(sent, errors, [owner, unknown, clash]))).toEqual(['waf_Session']);
});

test('of two fragments that clash the later one goes', async () => {
  const first = session('acme', 'acme_x: endpoints { inventory { owner } }');
  // Prefixes do not keep the plugins "acme" and "acme-x" apart.
  const second = readFragment('fragment acme_x_S on Session { acme_x: endpoints(first: 1) { id } }', 'Session', 'acme');
  const { sent, errors } = await refusal(composeDocument(BASE, [first, second]));

  expect(errors[0]!.message).toContain('conflict');
  expect(names(refusedFragments(sent, errors, [first, second]))).toEqual(['acme_x_S']);
});

test('without places the names in the messages count', async () => {
  const { sent, errors } = await refusal(composeDocument(BASE, [owner, unknown]));
  const hidden = errors.map(({ message }) => ({ message }));

  expect(names(refusedFragments(sent, hidden, [owner, unknown]))).toEqual(['waf_Session']);
});

test('without any hint all go', () => {
  const errors = [{ message: 'The operation is not valid.' }];

  expect(names(refusedFragments('query { a }', errors, [owner, unknown]))).toEqual(['acme_Session', 'waf_Session']);
});

test('a fragment that does not fit its place is found by its spread', async () => {
  const elsewhere = readFragment('fragment acme_S on Session { acme_id: id }', 'Session', 'acme');
  const misplaced = { ...elsewhere, text: elsewhere.text.replace('on Session', 'on Endpoint') };
  const { sent, errors } = await refusal(composeDocument(BASE, [misplaced, clash]));

  expect(names(refusedFragments(sent, errors, [misplaced, clash]))).toEqual(['acme_S']);
});
