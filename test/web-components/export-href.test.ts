import { describe, expect, it } from 'vitest';
import { exportHref } from '../../web-components/downloads/export-href.ts';

describe('the address of a file', () => {
  it.each([
    ['/export/a.b', '/graphql', 'https://console.example/export/a.b'],
    ['https://console.example/x/export/a.b', '/graphql', 'https://console.example/x/export/a.b'],
    ['/export/a.b', 'https://api.example:8443/graph', 'https://api.example:8443/export/a.b'],
    ['https://api.example/export/a', 'https://api.example/graph', 'https://api.example/export/a'],
  ])('%s, of the endpoint %s, is %s', (url, endpoint, href) => {
    expect(exportHref(url, endpoint, 'https://console.example/sessions')).toBe(href);
  });

  it.each([
    ['https://api.example/export/a', '/graphql'],
    ['//elsewhere.example/export/a', '/graphql'],
    ['/\\elsewhere.example/a', '/graphql'],
    ['http://console.example/export/a', '/graphql'],
    ['https://user:pass@console.example/a', '/graphql'],
    ['javascript:alert(1)', '/graphql'],
    ['data:text/csv,a', '/graphql'],
    ['blob:https://console.example/1', '/graphql'],
    ['https://[', '/graphql'],
  ])('%s, of the endpoint %s, is refused', (url, endpoint) => {
    expect(exportHref(url, endpoint, 'https://console.example/sessions')).toBeUndefined();
  });
});
