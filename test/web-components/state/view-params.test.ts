import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ALL_TIME, DEFAULT_TIME } from '../../../web-components/state/time-range.ts';
import { conditionOf, sameView } from '../../../web-components/state/view.ts';
import {
  formatView,
  parseView,
  viewFromParams,
  viewToParams,
  withoutUnread,
} from '../../../web-components/state/view-params.ts';
import { toRequestFilter, toWhere } from '../../../web-components/state/where.ts';
import { definition, view } from './views.ts';

describe('the text of a view', () => {
  test('says all of it: read again it is the same view, and nothing was left out', () => {
    fc.assert(
      fc.property(view, (made) => {
        expect(parseView(formatView(made))).toEqual({ view: made, ignored: [] });
      }),
      { numRuns: 500 },
    );
  });

  test('is one text for equal views', () => {
    fc.assert(
      fc.property(view, (made) => {
        expect(formatView(parseView(formatView(made)).view)).toBe(formatView(made));
      }),
    );
  });

  test('can be read and written by people', () => {
    const { view: read } = parseView('time=12h&method=POST&method=PUT&not.host=test.example.org&user=&match=any');
    expect(read).toEqual({
      time: { kind: 'last', amount: 12, unit: 'h' },
      match: 'any',
      conditions: {
        method: { only: ['POST', 'PUT'], not: [] },
        user: { only: [null], not: [] },
        host: { only: [], not: ['test.example.org'] },
      },
    });
  });

  test('says other requests by number: those that follow, and how soon, and those beside them', () => {
    const { view: read, ignored } = parseView(
      'endpoint=login&code=401&then.1.code=200&then.1.within=60s&then.2.not.host=a.example&and.1.type=sqli',
    );
    expect(ignored).toEqual([]);
    expect(read.groups).toEqual({
      'and.1': { conditions: { type: { only: ['sqli'], not: [] } } },
      'then.1': { conditions: { code: { only: ['200'], not: [] } }, withinMs: 60_000 },
      'then.2': { conditions: { host: { only: [], not: ['a.example'] } } },
    });
    expect(toWhere(read, 0, 'UTC').filter).toEqual({
      requests: [{ attackTypes: ['sqli'] }],
      sequence: [
        { request: { endpoint: 'login', statuses: [401] } },
        { request: { statuses: [200] }, withinMs: 60_000 },
        { request: { not: [{ hosts: ['a.example'] }] } },
      ],
    });
    expect(toRequestFilter(read)).toEqual({
      anyOf: [{ inSequence: toWhere(read, 0, 'UTC').filter!.sequence }, { attackTypes: ['sqli'] }],
    });
  });

  test('begins with any request where only what follows is asked for', () => {
    const { view: read } = parseView('then.1.code=200&user=alice');
    expect(toWhere(read, 0, 'UTC').filter).toEqual({
      users: { anyOf: ['alice'] },
      sequence: [{ request: {} }, { request: { statuses: [200] } }],
    });
  });

  test.each([
    'then.6.code=200',
    'then.0.code=200',
    'then.code=200',
    'and.1.within=60s',
    'then.1.within=soon',
    'then.1.within=86401s',
    'then.1.within=-1s',
    'then.1.user=alice',
    'then.1.time=7d',
    'then.1.x.a=1',
    'then.1.then.1.code=200',
    'then.1.cod=200',
    'and.1.code=abc',
  ])('does not take %s for less than was meant: it is not understood', (param) => {
    const { view: read, ignored } = parseView(`code=401&${param}`);
    expect(ignored).toEqual([param]);
    expect(read.groups).toBeUndefined();
  });

  test('asks that one request meets the conditions of each, so that "any" beside other requests is not understood', () => {
    const { view: read, ignored } = parseView('code=401&method=POST&match=any&then.1.code=200');
    expect(ignored).toEqual(['match=any']);
    expect(read.match).toBe('one');
    expect(parseView(formatView(read)).view).toEqual(read);
  });

  test('shows everything that is kept as soon as it filters, and seven days otherwise', () => {
    expect(parseView('').view.time).toEqual(DEFAULT_TIME);
    expect(parseView('attack=a1').view.time).toEqual(ALL_TIME);
  });

  test('knows no other names: what stands under them is kept as not understood, and nothing is asked for', () => {
    fc.assert(
      fc.property(view, fc.string({ unit: 'grapheme' }), (made, text) => {
        const unread = ['utm_source', 'constructor', '__proto__', 'not.toString', 'Method', 'attck', 'not.time'].map(
          (name) => ({ name, value: text }),
        );
        const others = new URLSearchParams(unread.map(({ name, value }) => [name, value]));
        const { view: read, ignored } = parseView(`${formatView(made)}&${others}`);
        expect(ignored).toEqual(unread.map(({ name, value }) => `${name}=${value}`));
        expect(read).toEqual({ ...parseView(formatView(made)).view, unread, time: read.time });
        expect(parseView(formatView(read)).view).toEqual(read);
        expect(withoutUnread(read)).toEqual(made);
        const { period } = toWhere(read, 0, 'UTC');
        expect(period?.from).toBe(period?.to);
      }),
    );
  });

  test('without some of what was not understood is what a link without them says', () => {
    const param = fc.constantFrom(
      ...[
        'attck=a',
        'time=soon',
        'time=1h',
        'match=any',
        'match=one',
        'code=abc',
        'x.a=1',
        'x.a=2',
        'x.b=1',
        'size=3..4',
      ],
    );
    fc.assert(
      fc.property(view, fc.array(param), fc.nat(), fc.nat(), (made, some, from, count) => {
        const params = new URLSearchParams([formatView(made), ...some].join('&'));
        const { view: read } = viewFromParams(params);
        const extras = Object.entries(read.extras ?? {}).map(([name, value]) => ({ name: `x.${name}`, value }));
        // An element may find that nobody knows the filters of plugins either.
        const all = [...(read.unread ?? []), ...extras];
        const gone = all.slice(from % (all.length + 1), (from % (all.length + 1)) + count);
        const rest = viewToParams(read);
        for (const { name, value } of gone) rest.delete(name, value);
        expect(withoutUnread(read, gone)).toEqual(viewFromParams(rest).view);
      }),
      { numRuns: 500 },
    );
  });

  test('is equal where the views are', () => {
    const edit = fc.constantFrom('', '&attck=1', '&x.a=1', '&x.b=2&x.a=1', '&x.a=1&x.b=2', '&time=soon', '&match=any');
    fc.assert(
      fc.property(view, view, edit, edit, fc.boolean(), (one, two, first, second, same) => {
        const { view: made } = parseView(`${formatView(one)}${first}`);
        const { view: other } = parseView(`${formatView(same ? one : two)}${second}`);
        expect(sameView(made, other)).toBe(formatView(made) === formatView(other));
      }),
      { numRuns: 500 },
    );
  });

  test('takes what is said twice for one, and names a second that differs', () => {
    expect(parseView('time=7d&time=7d&match=any&match=any&size=1..2&size=1..2&x.a=1&x.a=1').ignored).toEqual([]);
    expect(parseView('time=7d&time=1h&match=any&match=one&size=1..2&size=3..4&x.a=1&x.a=2').ignored).toEqual([
      'time=1h',
      'match=one',
      'size=3..4',
      'x.a=2',
    ]);
  });

  test.each([
    'code=999',
    'code=600',
    'code=4x',
    'ip=300.1.1.1',
    'ip=10.0.0.0/33',
    'ip=1.2.3',
    'ip=:::',
    'ip=2001:db8::/129',
    'risk=HUGE',
    'malicious=maybe',
    'status=yes',
    'not.status=blocked',
    'not.malicious=yes',
    'requests=5..1',
    'requests=..',
    'requests=1.5..',
    'requests=0..9999999999',
    `size=0..${'9'.repeat(400)}`,
    'type=',
    'endpoint=   ',
    'parameter==x',
    'method=a\0b',
    'not.session=abc',
    'time=0d',
    'time=2026-02-31T00:00Z..',
    'time=0000-01-01T00:00Z..',
    'time=..',
    'match=all',
  ])('names what cannot be meant, and keeps it apart: %s', (bad) => {
    const query = new URLSearchParams();
    const at = bad.indexOf('=');
    query.append(bad.slice(0, at), bad.slice(at + 1));
    query.append('host', 'kept.example');
    const { view: read, ignored } = parseView(query.toString());
    expect(ignored).toEqual([bad]);
    expect(read.conditions).toEqual({ host: { only: ['kept.example'], not: [] } });
    expect(read.time).toEqual(ALL_TIME);
  });

  test('takes the first of several where a filter holds one value', () => {
    expect(parseView('blocked=yes&blocked=no')).toMatchObject({
      view: { conditions: { blocked: { only: ['yes'] } } },
      ignored: ['blocked=no'],
    });
  });

  test('is no error whatever stands in it, and then only holds values that the filters take', () => {
    fc.assert(
      fc.property(definition, fc.string({ unit: 'binary' }), fc.boolean(), (of, text, not) => {
        const name = not ? `not.${of.id}` : of.id;
        const { view: read } = parseView(new URLSearchParams([[name, text]]).toString());
        const { only, not: left } = conditionOf(read, of.id);
        for (const value of [...only, ...left]) {
          expect(value === null ? of.nullable : of.accepts(value)).toBe(true);
        }
      }),
    );
  });
});
