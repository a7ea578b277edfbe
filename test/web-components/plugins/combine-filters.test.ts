import { expect, test } from 'vitest';
import { combineFilters } from '../../../web-components/plugins/core/combine-filters.ts';
import { formatView, parseView } from '../../../web-components/state/view-params.ts';

test.each<[string, Parameters<typeof combineFilters>, unknown]>([
  ['nothing', [{}, {}, true], {}],
  ['apart', [{ keys: ['a'] }, { attackCount: { gte: 1 } }, true], { keys: ['a'], attackCount: { gte: 1 } }],
  ['ids of both', [{ ids: ['a', 'b'] }, { ids: ['b', 'c'] }, true], { ids: ['b'] }],
  [
    'one request',
    [
      { requests: [{ methods: ['POST'], not: [{ ips: ['1'] }] }] },
      { requests: [{ hosts: ['x'], not: [{ statuses: [200] }] }] },
      true,
    ],
    { requests: [{ methods: ['POST'], hosts: ['x'], not: [{ ips: ['1'] }, { statuses: [200] }] }] },
  ],
  [
    'one field of a request twice',
    [{ requests: [{ methods: ['POST'] }] }, { requests: [{ methods: ['PUT'] }] }, true],
    { requests: [{ methods: ['POST'] }, { methods: ['PUT'] }] },
  ],
  [
    'different requests',
    [{ requests: [{ methods: ['POST'] }] }, { requests: [{ hosts: ['x'] }] }, false],
    { requests: [{ methods: ['POST'] }, { hosts: ['x'] }] },
  ],
  [
    'the first of several requests',
    [{ requests: [{ methods: ['POST'] }, { statuses: [500] }] }, { requests: [{ hosts: ['x'] }] }, true],
    { requests: [{ methods: ['POST'], hosts: ['x'] }, { statuses: [500] }] },
  ],
  [
    'the first of those that follow each other',
    [
      {
        requests: [{ statuses: [500] }],
        sequence: [{ request: { statuses: [401] } }, { request: { statuses: [200] }, withinMs: 5 }],
      },
      { requests: [{ hosts: ['x'] }] },
      true,
    ],
    {
      requests: [{ statuses: [500] }],
      sequence: [{ request: { statuses: [401], hosts: ['x'] } }, { request: { statuses: [200] }, withinMs: 5 }],
    },
  ],
  [
    'one field of the first of those that follow each other twice',
    [{ sequence: [{ request: { statuses: [401] } }, { request: {} }] }, { requests: [{ statuses: [403] }] }, true],
    { requests: [{ statuses: [403] }], sequence: [{ request: { statuses: [401] } }, { request: {} }] },
  ],
  [
    'no requests',
    [{ noRequests: [{ ips: ['1'] }] }, { noRequests: [{ ips: ['2'] }] }, true],
    { noRequests: [{ ips: ['1'] }, { ips: ['2'] }] },
  ],
])('%s', (_what, [filter, more, one], expected) => {
  expect(combineFilters(filter, more, one)).toEqual(expected);
});

test('what the graph has no words for is refused', () => {
  expect(() => combineFilters({ users: { anyOf: ['a'] } }, { users: { anyOf: ['b'] } }, true)).toThrow(
    '"users" is asked for by another filter already',
  );
});

test('a link keeps filters of plugins, in one order, and has no default time with them', () => {
  const { view } = parseView('x.b-two=3&x.acme-team=%C3%A4%26&x.b-two=3');

  expect(view.extras).toEqual({ 'acme-team': 'ä&', 'b-two': '3' });
  expect(formatView(view)).toBe('x.acme-team=%C3%A4%26&x.b-two=3');
  expect(formatView(parseView('x.acme-team=%C3%A4%26&x.b-two=3').view)).toBe(formatView(view));
});

test('a second value of a filter of a plugin is not understood: there can be one only', () => {
  const { view, ignored } = parseView('x.b-two=2&x.b-two=3');

  expect(view.extras).toEqual({ 'b-two': '2' });
  expect(ignored).toEqual(['x.b-two=3']);
});
