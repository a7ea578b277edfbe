import { expect, test } from 'vitest';
import { agentName } from '../../web-components/session-detail/agent-name.ts';

test.each([
  ['curl/8.4.0', 'curl/8.4.0'],
  ['python-requests/2.31.0', 'python-requests/2.31.0'],
  [
    'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/120.0.0.0 Safari/537.36',
    'Chrome 120',
  ],
  [
    'Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/120.0.0.0 Safari/537.36 Edg/120.0.1',
    'Edge 120',
  ],
  ['Mozilla/5.0 (X11; Linux x86_64; rv:121.0) Gecko/20100101 Firefox/121.0', 'Firefox 121'],
  ['Mozilla/5.0 (Macintosh) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.2 Safari/605.1.15', 'Safari 17'],
  ['Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)', 'Googlebot/2.1'],
  ['Friendly_Crawler/Nutch-1.20-SNAPSHOT', 'Friendly_Crawler'],
  ['Mozilla/5.0 zgrab/0.x', 'zgrab/0.x'],
  ['Mozilla/5.0 ERDDAP/2.17', 'ERDDAP/2.17'],
  ['Mozilla/5.0', 'Mozilla/5.0'],
  ['(none of your business)', '(none of your business)'],
])('%s is called %s', (text, name) => expect(agentName(text)).toBe(name));

test('a name of any length and letters is cut, and searched in a moment', () => {
  expect(agentName('x'.repeat(100))).toBe(`${'x'.repeat(39)}…`);
  expect(agentName(`${'a'.repeat(60_000)}bot`)).toHaveLength(40);
  expect(agentName(`Mozilla/5.0 ${'/ '.repeat(30_000)}`)).toBe('Mozilla/5.0');
});
