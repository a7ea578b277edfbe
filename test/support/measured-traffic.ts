import fc from 'fast-check';
import type { RequestFilter } from '../../subgraph/filters/filter.type.ts';
import { filterInSession } from './arbitraries.ts';
import type { Line } from './traffic.ts';

const measured = fc.oneof(fc.constantFrom(0, 20, 20, 300), fc.double({ min: 0, max: 2_000, noNaN: true }));
const timesOf = (time: fc.Arbitrary<number | undefined>) => fc.array(time, { minLength: 1, maxLength: 7 });
const common = {
  day: fc.constantFrom('2024-05-12', '2024-05-12', '2024-05-13'),
  path: fc.constantFrom('/login', '/users/1', '/orders/9/items'),
  method: fc.constantFrom('GET', 'GET', 'GET', 'POST'),
  every: fc.constantFrom(1, 977, 613_000),
};
/** About as many responses as a baseline needs. */
const taught = fc.record({
  ...common,
  sid: fc.constantFrom('two', 'three'),
  status: fc.constantFrom(200, 200, 404),
  blocked: fc.constant(false),
  times: timesOf(measured),
  count: fc.constantFrom(25, 49, 50, 51, 70),
});
/** The requests of whoever is looked at, some of which are compared with nothing. */
const looked = fc.record({
  ...common,
  sid: fc.constantFrom('one', 'one', 'two', undefined),
  status: fc.constantFrom(200, 200, 204, 404, 500, 101, undefined),
  blocked: fc.constantFrom(false, false, false, true),
  times: timesOf(fc.option(measured, { nil: undefined, freq: 4 })),
  count: fc.constantFrom(1, 3, 10, 40),
});
const LOGIN = { path: '/login', method: 'GET', status: 200, blocked: false, day: '2024-05-12', every: 977 };
/**
 * Traffic of sessions whose endpoints have as many measured responses as a baseline needs, or nearly. The first session
 * always has requests with a baseline.
 */
export const measuredTraffic = fc
  .tuple(
    timesOf(measured),
    fc.array(taught, { minLength: 1, maxLength: 5 }),
    fc.array(looked, { minLength: 2, maxLength: 8 }),
  )
  .map(([times, usual, others]) =>
    [
      { ...LOGIN, sid: 'one', times: [20], count: 5 },
      { ...LOGIN, sid: 'three', times, count: 50 },
      ...usual,
      ...others,
    ].flatMap(({ day, times, count, every, ...same }) =>
      Array.from({ length: count }, (_, n): Line => {
        const time = new Date(Date.parse(`${day}T00:00:00Z`) + ((n * every) % 86_400_000)).toISOString();
        return { ...same, time, durationMs: times[n % times.length], ip: '10.0.0.1', sourceTags: [], detections: [] };
      }),
    ),
  )
  .map((lines) => lines.map((line, index): Line => ({ ...line, id: `r${index}` })));
/** Filters that tell measured requests apart. */
export const filterOfMeasured: fc.Arbitrary<RequestFilter> = fc.oneof(
  fc.constantFrom<RequestFilter>({}, { methods: ['GET'] }, { statusClasses: [2] }, { blocked: false }),
  filterInSession,
);
