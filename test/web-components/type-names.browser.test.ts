import { expect, test } from 'vitest';
import '../../web-components/define.ts';

// The provider is told the names that a gateway has for our types; the elements inside it ask by them.

test.each([
  [{ Session: 'ApiSession' }, 'fragment SessionRow on ApiSession'],
  [undefined, 'fragment SessionRow on Session'],
])('told %o, a list asks for a "%s"', async (typeNames, fragment) => {
  const sent: string[] = [];
  const provider = document.createElement('sessions-provider');
  provider.fetch = async (_address, init) => {
    sent.push(JSON.parse(String(init?.body)).query);
    return new Response('{"data":null}', { headers: { 'content-type': 'application/json' } });
  };
  if (typeNames) provider.typeNames = typeNames;
  provider.append(document.createElement('session-list'));
  document.body.append(provider);

  await expect.poll(() => sent.some((text) => text.includes('SessionRow'))).toBe(true);
  expect(sent.find((text) => text.includes('SessionRow'))).toMatch(new RegExp(`${fragment}\\s*\\{`));
  provider.remove();
});
