import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { openUnder } from '../../../web-components/state/detail-filters.ts';
import { parseDetail } from '../../../web-components/state/detail-params.ts';
import {
  type ExplorerState,
  INITIAL_STATE,
  readState,
  sessionsLink,
  writeState,
} from '../../../web-components/state/explorer-url.ts';
import { formatView, withoutUnread } from '../../../web-components/state/view-params.ts';
import { view } from './views.ts';

const NOW = Date.parse('2026-11-20T12:00:00Z');

const id = fc.option(fc.string({ unit: 'grapheme', minLength: 1, maxLength: 20 }));
const detail = fc.constantFrom('', 'method=POST&not.host=a%26b', 'time=7d&from=time%3Dall');
const state: fc.Arbitrary<ExplorerState> = fc
  .record({
    view,
    order: fc.constantFrom('last-seen', '-last-seen', 'attacks', '-length'),
    open: id,
    mark: id,
    detail,
  })
  // Without an open session there is nobody to have them.
  .map((some) => ({ ...some, detail: some.open === null ? null : parseDetail(some.detail, some.view, NOW) }));
const pairs = fc.array(
  fc.tuple(fc.constantFrom('tab', 'q', 's', 'v', 'sx.method', 'b.method', 'method'), fc.string({ unit: 'grapheme' })),
);

describe('the state of an explorer in an address', () => {
  test('comes back as it was written, through the text of the address', () => {
    fc.assert(
      fc.property(state, pairs, (written, others) => {
        const query = writeState(written, new URLSearchParams(others), 's').toString();
        expect(readState(new URLSearchParams(query), 's', NOW)).toEqual({ state: written, ignored: [] });
      }),
    );
  });

  test('keeps the parameters of the host, and those of other explorers', () => {
    fc.assert(
      fc.property(state, state, pairs, (first, second, others) => {
        const host = new URLSearchParams(others);
        const both = writeState(second, writeState(first, writeState(first, host, 's'), 'other'), 's');
        expect(readState(both, 's', NOW).state).toEqual(second);
        expect(readState(both, 'other', NOW).state).toEqual(first);
        expect([...writeState(INITIAL_STATE, writeState(INITIAL_STATE, both, 's'), 'other')]).toEqual([...host]);
      }),
    );
  });

  test('leaves no trace when there is nothing to say', () => {
    expect(writeState(INITIAL_STATE, new URLSearchParams(), 's').toString()).toBe('');
  });

  test('is not guessed from the parameters of a later version', () => {
    expect(readState(new URLSearchParams('s.v=2&s.method=POST'), 's', NOW)).toEqual({
      state: {
        ...INITIAL_STATE,
        view: { ...INITIAL_STATE.view, unread: [{ name: 'v', value: '2' }] },
      },
      ignored: [],
    });
  });

  test.each([
    ['s.attck=a-17', 'attck=a-17'],
    ['s.code=abc', 'code=abc'],
    ['s.nonsense=1', 'nonsense=1'],
    ['s.time=7d&s.time=1h', 'time=1h'],
    ['s.match=one&s.match=any', 'match=any'],
    ['s.time=soon', 'time=soon'],
    ['s.constructor=1', 'constructor=1'],
  ])('keeps what it does not understand as such: %s', (query, part) => {
    const { state: read, ignored } = readState(new URLSearchParams(query), 's', NOW);
    expect(read.view.unread?.map(({ name, value }) => `${name}=${value}`)).toEqual([part]);
    expect(ignored).toEqual([]);
    expect(readState(writeState(read, new URLSearchParams(), 's'), 's', NOW).state).toEqual(read);
    // Read and then shown without it, it is what a link without it shows.
    const rest = new URLSearchParams(query);
    rest.delete(`s.${part.split('=')[0]}`, part.split('=')[1]);
    expect(withoutUnread(read.view)).toEqual(readState(rest, 's', NOW).state.view);
  });

  test.each(['utm_source=x', 'attck=a-17', 'code=abc', 'time=soon', 'sx.method=?', 'other.nonsense=1', 's=1'])(
    'is not made of the parameters of others: %s',
    (query) => {
      expect(readState(new URLSearchParams(query), 's', NOW)).toEqual({ state: INITIAL_STATE, ignored: [] });
    },
  );

  test('names a second order, open session or mark, and takes the first', () => {
    const { state: read, ignored } = readState(
      new URLSearchParams('s.sort=attacks&s.sort=-attacks&s.open=a&s.open=b&s.mark=r&s.mark=r'),
      's',
      NOW,
    );
    const detail = openUnder(INITIAL_STATE.view, NOW);
    expect(read).toEqual({ ...INITIAL_STATE, order: 'attacks', open: 'a', mark: 'r', detail });
    expect(ignored).toEqual(['sort=-attacks', 'open=b']);
  });

  test.each(['toString', '-constructor', '__proto__', 'price'])('has no order named %s', (sort) => {
    const { state: read, ignored } = readState(new URLSearchParams([['s.sort', sort]]), 's', NOW);
    expect(read.order).toBe('-last-seen');
    expect(ignored).toEqual([`sort=${sort}`]);
  });
});

describe('a link to sessions', () => {
  test('leads to the view, and keeps what is in the address of the page', () => {
    fc.assert(
      fc.property(view, id, (made, session) => {
        const target = { params: formatView(made), ...(session !== null && { session }) };
        const link = new URL(
          sessionsLink(target, '/console?tab=sessions&s.method=OLD#here', 's'),
          'https://host.example',
        );
        expect(link.pathname).toBe('/console');
        expect(link.hash).toBe('#here');
        expect(link.searchParams.get('tab')).toBe('sessions');
        expect(readState(link.searchParams, 's', NOW).state).toEqual({
          ...INITIAL_STATE,
          view: made,
          open: session,
          detail: session === null ? null : openUnder(made, NOW),
        });
      }),
    );
  });

  test.each([
    'javascript:alert(1)',
    'JavaScript:alert(1)//https://x',
    ' javascript:alert(1)',
    '\u0001javascript:alert(1)',
    'java\nscript:alert(1)',
    'j\ta\rv\nascript:alert(1)',
    'javascript\t:alert(1)',
    'data:text/html,<script>alert(1)</script>',
    'vbscript:x',
    'blob:https://x/1',
    'file:///etc/passwd',
    'http://[',
  ])('leads nowhere from %j', (page) => {
    expect(sessionsLink({ params: 'method=POST' }, page, 's')).toBe('#');
  });

  test.each(['/sessions', 'sessions.html', '', '?tab=1', 'https://console.example/x', '//console.example/x'])(
    'takes the page %j',
    (page) => {
      const link = sessionsLink({ session: 'a.20261120' }, page, 's');
      expect(new URL(link, 'https://host.example').searchParams.get('s.open')).toBe('a.20261120');
    },
  );
});
