import { describe, expect, test } from 'vitest';
import { asFile, generate, generateMore, periodOf } from '../../bench/traffic/generate.ts';
import { largestPart, requestsPerDay, type TrafficOptions, tenantsOf } from '../../bench/traffic/plan.ts';
import type { RequestLine } from '../../bench/traffic/request.ts';
import { readerFor } from '../../subgraph/ingest/readers/index.ts';

// The traffic of the bench: what is measured today must be what was measured before.

const OPTIONS: TrafficOptions = { requests: 20_000, seed: 7, days: 7, tenants: 4 };
const HOUR = 3_600_000;

const ofAll = (options: TrafficOptions) => tenantsOf(options).map(({ name }) => [...generate(options, name)]);
const big = [...generate(OPTIONS, 'bench')];

/** Node 20 has no Map.groupBy. */
function groupBy<Item, Key>(items: Iterable<Item>, keyOf: (item: Item) => Key): Map<Key, Item[]> {
  const groups = new Map<Key, Item[]>();
  for (const item of items) {
    const key = keyOf(item);
    const group = groups.get(key);
    if (group) group.push(item);
    else groups.set(key, [item]);
  }
  return groups;
}

function partsOf(lines: readonly RequestLine[]): Map<string, RequestLine[]> {
  return groupBy(lines, ({ parameters, time }) => `${JSON.stringify(parameters)} ${time.slice(0, 10)}`);
}

function countBy(lines: readonly RequestLine[], of: (line: RequestLine) => unknown): Map<unknown, number> {
  return new Map([...groupBy(lines, of)].map(([value, found]) => [value, found.length]));
}

describe('generated traffic', () => {
  test('is the same for the same options, and other with another seed', () => {
    expect([...generate(OPTIONS, 'bench')]).toEqual(big);
    expect([...generate({ ...OPTIONS, seed: 8 }, 'bench')]).not.toEqual(big);
  });

  test.each([3_000, 20_000, 20_001])(
    'of %i requests is so many, one large tenant and small ones together',
    (requests) => {
      const counts = ofAll({ ...OPTIONS, requests }).map((lines) => lines.length);
      expect(counts.reduce((sum, count) => sum + count)).toBe(requests);
      expect(counts.slice(1)).toEqual(Array(3).fill(Math.floor(requests * 0.02)));
    },
  );

  test('comes in the order of its times, within its days, under ids that occur once', () => {
    const times = big.map(({ time }) => time);
    expect(times).toEqual(times.toSorted());
    const { from, to } = periodOf(OPTIONS);
    expect(times[0]! >= from && times.at(-1)! < to).toBe(true);
    expect(new Set([...big, ...generateMore(OPTIONS, 5_000, 0)].map(({ id }) => id)).size).toBe(big.length + 5_000);
  });

  test('has one session part with a sixth of everything, and a million at most', () => {
    const sizes = [...partsOf(big).values()].map((lines) => lines.length).sort((a, b) => b - a);
    expect(sizes[0]).toBe(largestPart(20_000));
    expect(largestPart(20_000)).toBe(3_333);
    expect(largestPart(20_000_000)).toBe(1_000_000);
  });

  test('has many small session parts and few large ones, as Zipf says', () => {
    const sizes = [...partsOf(big).values()].map((lines) => lines.length).sort((a, b) => b - a);
    const atLeast = (size: number) => sizes.filter((each) => each >= size).length;
    // Ten times the size is about a ninth as frequent, whatever the size.
    expect(atLeast(6) / atLeast(60)).toBeGreaterThan(5);
    expect(atLeast(6) / atLeast(60)).toBeLessThan(20);
  });

  test('has days and nights, weekdays and weekends', () => {
    const people = big.filter(({ content }) => !JSON.stringify(content).includes('python-requests'));
    const hours = countBy(people, ({ time }) => Number(time.slice(11, 13)));
    expect(hours.get(10)!).toBeGreaterThan(4 * hours.get(3)!);
    const days = requestsPerDay(16_000, 7);
    expect(days[0]! / days[6]!).toBeCloseTo(1 / 0.6, 1);
  });

  test('has a bot whose requests come at one pace', () => {
    const [bot] = [...partsOf(big).values()].sort((a, b) => b.length - a.length);
    const times = bot!.map(({ time }) => Date.parse(time));
    const pauses = times.slice(1).map((time, index) => time - times[index]!);
    const mean = (24 * HOUR) / bot!.length;
    expect(pauses.every((pause) => Math.abs(pause - mean) <= mean * 0.01 + 1)).toBe(true);
    expect(new Set(bot!.map(({ ip }) => ip)).size).toBe(1);
  });

  test('has clients that come on several days', () => {
    const days = groupBy(partsOf(big).keys(), (part) => part.slice(0, -11));
    expect([...days.values()].filter((parts) => parts.length > 1).length).toBeGreaterThan(50);
  });

  test('has frequent values and rare ones', () => {
    const countries = countBy(big, ({ countryCode }) => countryCode);
    expect(countries.get('US')!).toBeGreaterThan(10 * (countries.get('IS') ?? 0));
    const statuses = countBy(big, ({ status }) => status);
    expect(statuses.get(200)! / big.length).toBeGreaterThan(0.5);
    expect(statuses.get(500)! / big.length).toBeLessThan(0.02);
    // What the questions for rare things look for is there every day.
    const rare = big.filter(
      ({ host, countryCode, method, status }) =>
        [host, countryCode, method, status].join() === 'shop.example.com,DE,POST,502',
    );
    expect(new Set(rare.map(({ time }) => time.slice(0, 10))).size).toBe(7);
  });

  test('more of it is on the last day, by clients of before and by new ones', () => {
    const more = [...generateMore(OPTIONS, 2_000, 0)];
    expect(more).toHaveLength(2_000);
    expect(new Set(more.map(({ time }) => time.slice(0, 10)))).toEqual(new Set(['2025-01-12']));
    const before = new Set(partsOf(big).keys());
    const parts = [...partsOf(more).keys()];
    expect(parts.some((part) => before.has(part)) && parts.some((part) => !before.has(part))).toBe(true);
  });

  test('goes through the reader of the documented format without a rejection', async () => {
    let read = 0;
    for await (const record of readerFor('ndjson').read(asFile(generate({ ...OPTIONS, requests: 2_000 }, 'bench')))) {
      expect(record).toHaveProperty('request.id');
      read += 1;
    }
    expect(read).toBe(2_000 - 3 * 40);
  });
});
