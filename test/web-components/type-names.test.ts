import { expect, test } from 'vitest';
import { clientOf } from '../../web-components/data/client.ts';
import * as documents from '../../web-components/data/documents.generated.ts';
import type { GraphClient } from '../../web-components/data/graph-client.ts';
import { clientByTypeNames, fetchByTypeNames, withTypeNames } from '../../web-components/data/type-names.ts';

// A gateway may know our types by other names, because a type of somebody else has ours.

const NAMES = { Session: 'ApiSession', Request: 'ApiRequest' };

test('no operation of the elements names a type by ours then, and nothing else of it changes', () => {
  const texts: string[] = Object.values(documents);
  const named = texts.filter((text) => /\bon (Session|Request)\b/.test(text));

  expect(named.length).toBeGreaterThan(1);
  for (const text of texts) {
    const sent = withTypeNames(text, NAMES);
    expect(sent).not.toMatch(/\bon (Session|Request)\b/);
    expect(sent.replace(/\bon Api(Session|Request)\b/g, 'on $1')).toBe(text);
  }
});

test('one name alone leaves the other; types that only begin like it stay', () => {
  const text = 'fragment A on Session{id}fragment B on Request{id}fragment C on SessionRule{id}';

  expect(withTypeNames(text, { Request: 'ApiRequest' })).toBe(
    'fragment A on Session{id}fragment B on ApiRequest{id}fragment C on SessionRule{id}',
  );
  expect(withTypeNames(text, {})).toBe(text);
});

test.each(['with the client of the page', 'with our own'])('%s, that is what is sent', async (whose) => {
  const sent: string[] = [];
  const fetch = async (_address: unknown, init?: RequestInit) => {
    sent.push(JSON.parse(String(init?.body)).query);
    return new Response('{"data":null}', { headers: { 'content-type': 'application/json' } });
  };
  const own = (typed: typeof globalThis.fetch) => clientOf({ endpoint: 'http://graph.example', fetch: typed });
  const asked = fetch as typeof globalThis.fetch;
  const client: GraphClient =
    whose === 'with our own' ? own(fetchByTypeNames(asked, NAMES)) : clientByTypeNames(own(asked), NAMES);

  await client.query(documents.SessionListDocument, {}).toPromise();
  await client.mutation('mutation { a { ... on Session { id } } }', {}).toPromise();

  expect(sent).toHaveLength(2);
  expect(sent[0]).toContain('on ApiSession');
  expect(sent[1]).toContain('on ApiSession');
});
