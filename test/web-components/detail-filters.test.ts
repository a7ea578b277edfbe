import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  applyGeneral,
  canApply,
  type DetailFilters,
  generalChanged,
  openUnder,
  showAll,
  showsAll,
  toRequestsWhere,
  unreadOf,
  withLocal,
  withLocalValue,
  withOnlyLocal,
  withoutTime,
  withoutUnreadParts,
} from '../../web-components/state/detail-filters.ts';
import { formatDetail, parseDetail } from '../../web-components/state/detail-params.ts';
import type { FilterId } from '../../web-components/state/filter-fields.ts';
import { chipsOf, type View, withCondition, withoutValue } from '../../web-components/state/view.ts';
import { parseView, withoutUnread } from '../../web-components/state/view-params.ts';

const NOW = Date.parse('2026-11-20T12:00:00Z');
const view = (params: string): View => parseView(params).view;
const asked = (filters: DetailFilters) => toRequestsWhere(filters, 'UTC');

const VALUES: Partial<Record<FilterId, string[]>> = {
  type: ['sqli', 'rce'],
  code: ['403', '200', '5xx'],
  method: ['GET', 'POST'],
  host: ['a.example', 'b.example'],
  user: ['alice'],
  attack: ['17'],
  request: ['r1'],
  requests: ['5..'],
};
const ids = Object.keys(VALUES) as FilterId[];
const condition = (id: FilterId) =>
  fc.record({
    only: fc.subarray(VALUES[id]!, { maxLength: Math.min(id === 'requests' ? 1 : 2, VALUES[id]!.length) }),
    not: id === 'requests' ? fc.constant([]) : fc.subarray(VALUES[id]!, { maxLength: 1 }),
  });
const anyView: fc.Arbitrary<View> = fc
  .tuple(
    fc.constantFrom('time=7d', 'time=all', 'time=2026-11-19T00:00Z..2026-11-20T00:00Z'),
    fc.constantFrom('one', 'any'),
    fc.tuple(...ids.map((id) => fc.option(condition(id), { nil: null }))),
  )
  .map(([time, match, conditions]) =>
    conditions.reduce<View>((so, one, i) => (one ? withCondition(so, ids[i]!, one) : so), {
      ...view(time),
      match: match as View['match'],
    }),
  );
const anyLocal = fc
  .constantFrom<FilterId>('method', 'code', 'host', 'user')
  .chain((id) => fc.tuple(fc.constant(id), condition(id)));

describe('the filters of an open session', () => {
  it('takes no facts of the session: they hide no request, and the names of some are those of requests', () => {
    const general = view('status=blocked&requests=5..&method=POST');
    expect(asked(openUnder(general, NOW))).toEqual({ filter: { methods: ['POST'] } });
    const filters = parseDetail('code=403', view('time=all'), NOW);
    expect(asked(filters)).toEqual({ filter: { statuses: [403] } });
    expect(withLocalValue(filters, 'status', 'blocked', 'only')).toBe(filters);
    expect(withOnlyLocal(filters, 'status', 'blocked')).toBe(filters);
  });

  it.each([
    ['status=not-blocked&code=403', ['status=not-blocked']],
    ['not.user=&attacks=1..', ['attacks=1..']],
    ['attck=a-17', ['attck=a-17']],
    ['code=abc&code=403', ['code=abc']],
    ['time=soon', ['time=soon']],
    ['match=any', ['match=any']],
    ['x.acme-team=billing', ['x.acme-team=billing']],
    ['from=time%3Dall&from=time%3D7d', ['from=time=7d']],
    ['from=code%3Dabc%26method%3DGET', ['code=abc']],
  ])('of which %s is not understood show no request: not more than was asked for', (text, parts) => {
    const general = view('method=POST');
    const filters = parseDetail(text, general, NOW);
    expect(unreadOf(filters).map(({ name, value }) => `${name}=${value}`)).toEqual(parts);
    const { period } = asked(filters);
    expect(period?.from).toBe(period?.to);
    expect(showsAll(filters)).toBe(false);
    // It stays in the link, and goes when somebody wants the rest, or all.
    const again = parseDetail(formatDetail(filters, general), general, NOW);
    expect(asked(again)).toEqual(asked(filters));
    for (const wider of [withoutUnreadParts(filters), showAll(filters)]) {
      expect(unreadOf(wider)).toEqual([]);
      expect(asked(wider).period).toBeUndefined();
    }
  });

  it('go on without what was not understood as soon as the general filters do', () => {
    const general = view('attck=a-17&method=POST');
    const opened = openUnder(general, NOW);
    expect(asked(opened).period).toBeDefined();
    const after = generalChanged(opened, general, withoutUnread(general));
    expect(asked(after)).toEqual({ filter: { methods: ['POST'] } });
  });

  it('opens under the general filters, and stays when they change', () => {
    const general = view('type=rce&time=7d');
    const opened = openUnder(general, NOW);
    expect(asked(opened)).toEqual({
      period: { from: '2026-11-13T12:00:00.000Z' },
      filter: { attackTypes: ['rce'] },
    });

    const changed = view('code=403&time=1h');
    expect(generalChanged(opened, general, changed)).toBe(opened);
    expect(canApply(opened, changed)).toBe(true);
    expect(canApply(opened, general)).toBe(false);
  });

  it('shows all, and applies the general filters to what was set inside (scenario 3)', () => {
    const opened = withLocal(openUnder(view('type=rce'), NOW), 'method', { only: ['POST'], not: [] });
    expect(asked(opened).filter).toEqual({ attackTypes: ['rce'], methods: ['POST'] });

    const all = showAll(opened);
    expect(asked(all)).toEqual({});
    expect(showsAll(all)).toBe(true);

    const local = withLocal(all, 'method', { only: ['POST'], not: [] });
    expect(asked(applyGeneral(local, view('code=403'), NOW)).filter).toEqual({ statuses: [403], methods: ['POST'] });
  });

  it('replaces an inherited condition by a local one on the same field, and only that', () => {
    const opened = openUnder(view('method=GET&not.host=a.example&code=200'), NOW);
    const local = withLocal(opened, 'method', { only: [], not: ['POST'] });
    expect(asked(local).filter).toEqual({
      statuses: [200],
      not: [{ hosts: ['a.example'] }, { methods: ['POST'] }],
    });
    expect(asked(withLocal(local, 'method', { only: [], not: [] }))).toEqual(asked(opened));
  });

  it('takes values one by one inside the session: beside the others, left out, and neither', () => {
    const values = (filters: DetailFilters) => filters.local.method;
    const one = withLocalValue(openUnder(view('method=GET'), NOW), 'method', 'POST', 'only');
    const two = withLocalValue(one, 'method', 'PUT', 'only');
    expect(asked(two).filter).toEqual({ methods: ['POST', 'PUT'] });
    const out = withLocalValue(two, 'method', 'POST', 'not');
    expect(values(out)).toEqual({ only: ['PUT'], not: ['POST'] });
    expect(values(withLocalValue(out, 'method', 'POST', 'only'))).toEqual({ only: ['PUT', 'POST'], not: [] });
    expect(values(withOnlyLocal(out, 'method', 'GET'))).toEqual({ only: ['GET'], not: [] });
    const none = withLocalValue(withLocalValue(out, 'method', 'POST', 'remove'), 'method', 'PUT', 'remove');
    expect(asked(none).filter).toEqual({ methods: ['GET'] });
  });

  it('gives the time up: a local one first, then the inherited one', () => {
    const time = { kind: 'between', from: '2026-11-20T10:00:00.000Z' } as const;
    const brushed = { ...openUnder(view('time=1h'), NOW), localTime: time };
    expect(asked(brushed)).toEqual({ period: { from: time.from } });
    expect(asked(withoutTime(brushed))).toEqual({ period: { from: '2026-11-20T11:00:00.000Z' } });
    expect(asked(withoutTime(withoutTime(brushed)))).toEqual({});
  });

  it('asks for requests that meet at least one condition where different requests may meet them', () => {
    const opened = openUnder(view('method=POST&code=403&not.host=a.example&match=any'), NOW);
    expect(asked(opened).filter).toEqual({
      anyOf: [{ statuses: [403] }, { methods: ['POST'] }],
      not: [{ hosts: ['a.example'] }],
    });
  });

  it('takes user and role for facts of the session outside, and of the request inside', () => {
    expect(asked(openUnder(view('user=alice&role=admin&requests=5..'), NOW))).toEqual({});
    const inside = withLocal(openUnder(view('user=alice'), NOW), 'user', { only: ['bob'], not: [] });
    expect(asked(inside).filter).toEqual({ users: { anyOf: ['bob'] } });
  });

  it('loses the chip of an explore link together with the general filters, and no other', () => {
    const general = view('request=r1&code=403');
    const opened = openUnder(general, NOW);
    const without = withoutValue(withoutValue(general, 'request', 'r1', 'only'), 'code', '403', 'only');
    expect(asked(generalChanged(opened, general, without)).filter).toEqual({ statuses: [403] });
  });

  it('laws: Show all hides nothing; Apply is not offered after Apply; Apply keeps what is local; opening asks for the view', () => {
    fc.assert(
      fc.property(anyView, anyView, anyLocal, (first, second, [id, local]) => {
        const opened = openUnder(first, NOW);
        expect(canApply(opened, first)).toBe(false);
        const narrowed = withLocal(opened, id, local);
        expect(asked(showAll(narrowed))).toEqual({});
        const applied = applyGeneral(narrowed, second, NOW);
        expect(canApply(applied, second)).toBe(false);
        expect(applied.local).toEqual(narrowed.local);
        // The way to a state does not matter: as if it had been opened under the second view.
        expect(asked(applied)).toEqual(asked(withLocal(openUnder(second, NOW), id, local)));
      }),
    );
  });

  it('stands in a link: what was set inside, and what it was opened under where that has changed since', () => {
    const general = view('type=rce&time=7d');
    const inside = withLocal(openUnder(general, NOW), 'method', { only: ['POST'], not: ['PUT'] });
    expect(formatDetail(inside, general)).toBe('method=POST&not.method=PUT');
    expect(formatDetail(inside, view('code=403'))).toBe('method=POST&not.method=PUT&from=time%3D7d%26type%3Drce');
    expect(formatDetail(showAll(inside), general)).toBe('from=time%3Dall');
    expect(formatDetail(openUnder(general, NOW), general)).toBe('');
  });

  it('laws: a link brings the same filters back, also after the general filters have changed', () => {
    fc.assert(
      fc.property(anyView, anyView, anyLocal, (before, after, [id, local]) => {
        const filters = withLocal(openUnder(before, NOW), id, local);
        for (const general of [before, after]) {
          const back = parseDetail(formatDetail(filters, general), general, NOW);
          expect(asked(back)).toEqual(asked(filters));
          expect(canApply(back, general)).toBe(canApply(filters, general));
        }
        const changed = generalChanged(filters, before, after);
        const back = parseDetail(formatDetail(changed, after), after, NOW);
        expect(asked(back)).toEqual(asked(changed));
      }),
    );
  });

  it('laws: general changes move nothing but explore chips; a local condition taken back leaves no trace', () => {
    fc.assert(
      fc.property(anyView, anyView, anyLocal, (before, after, [id, local]) => {
        const opened = openUnder(before, NOW);
        const explore = new Set(['request', 'attack']);
        const kept = chipsOf(generalChanged(opened, before, after).inherited);
        const lost = chipsOf(opened.inherited).filter(
          (chip) => !kept.some((other) => formatChip(other) === formatChip(chip)),
        );
        for (const chip of lost) expect(explore.has(chip.id)).toBe(true);
        expect(asked(withLocal(withLocal(opened, id, local), id, { only: [], not: [] }))).toEqual(asked(opened));
      }),
    );
  });
});

const formatChip = (chip: { id: string; value: string | null; mode: string }) =>
  `${chip.mode} ${chip.id} ${chip.value}`;

describe('a session that was opened under several requests', () => {
  const general = view('code=401&host=a.example&then.1.code=200&then.1.within=60s');
  const CHAIN = {
    inSequence: [
      { request: { statuses: [401], hosts: ['a.example'] } },
      { request: { statuses: [200] }, withinMs: 60_000 },
    ],
  };

  it('shows the requests of the chain, and what is set inside hides some of them and breaks none', () => {
    const opened = openUnder(general, NOW);
    expect(showsAll(opened)).toBe(false);
    expect(asked(opened)).toEqual({ filter: CHAIN });
    // Elsewhere a code set inside takes the place of the inherited one.
    const local = withLocal(opened, 'code', { only: ['200'], not: [] });
    expect(asked(local)).toEqual({ filter: { ...CHAIN, statuses: [200] } });
    expect(asked(showAll(opened))).toEqual({});
  });

  it('shows what meets either, also where one of them leaves something out', () => {
    const filters = openUnder(view('code=401&and.1.method=POST&and.1.not.host=b.example'), NOW);
    expect(asked(filters).filter).toEqual({
      anyOf: [
        { statuses: [401] },
        { inSequence: [{ request: { methods: ['POST'], not: [{ hosts: ['b.example'] }] } }] },
      ],
    });
  });

  it('keeps what it was opened under in its text, and takes no other requests inside', () => {
    const opened = openUnder(general, NOW);
    expect(formatDetail(opened, general)).toBe('');
    const later = view('method=POST');
    expect(parseDetail(formatDetail(opened, later), later, NOW)).toEqual(opened);
    const wrong = parseDetail('code=401&then.1.code=200', later, NOW);
    expect(unreadOf(wrong)).toEqual([{ name: 'then.1.code', value: '200' }]);
    expect(formatDetail(wrong, later)).toBe('code=401&then.1.code=200');
  });
});
