import { describe, expect, test } from 'vitest';
import { difference } from '../../bench/measure/agreement.ts';
import type { Measured, Result } from '../../bench/measure/result.type.ts';
import { timesOf } from '../../bench/measure/times.ts';
import { BadOption, readOptions } from '../../bench/options.ts';
import { compareText } from '../../bench/report/compare.ts';
import { markdownOf } from '../../bench/report/markdown.ts';

// What the bench makes of its numbers.

const times = (p50: number) => timesOf([p50, p50, p50]);

function measured(ours: number, floor: number, clickHouse: number): Measured {
  return {
    name: 'page',
    title: 'newest page of 50',
    answered: 50,
    isExact: true,
    ours: times(ours),
    floor: times(floor),
    floorStatement: 0,
    isFloorVoid: floor > Math.min(ours, clickHouse),
    clickHouse: times(clickHouse),
    statements: 1,
    sqlMs: ours / 2,
    rows: 50,
    buffers: 100,
  };
}

function result(requests: number, ...questions: Measured[]): Result['sizes'][number] {
  return {
    requests,
    parts: 10,
    load: { importSeconds: 1, settleSeconds: 1 },
    tables: [{ table: 'request', heap: requests * 500, indexes: requests * 100, total: requests * 600 }],
    questions,
    refused: [],
    more: { requests: 100, importSeconds: 1, settleSeconds: 1, bareSeconds: 0.5 },
    memoryMb: 100,
  };
}

function run(...sizes: Result['sizes']): Result {
  return { commit: 'abc', at: '2026-01-31T00:00:00Z', machine: 'one', versions: { Node: '20' }, options: {}, sizes };
}

describe('answers', () => {
  test('that are the same have no difference, however a database spells numbers', () => {
    expect(difference([['a', 2, null]], [['a', '2.000', null]])).toBeNull();
  });

  test('that differ are told by the row', () => {
    expect(difference([['a', 2]], [['a', 3]])).toBe('row 0: ["a",2], not ["a",3]');
    expect(difference([['a', 2]], [])).toBe('row 0: ["a",2], not none');
    expect(difference([['a', null]], [['a', 0]])).toBe('row 0: ["a",null], not ["a",0]');
    expect(difference([['7']], [[8]])).toBe('row 0: ["7"], not [8]');
  });

  test('may differ by a hundredth only where it says so', () => {
    expect(difference([['a', 100]], [['a', 100.9]], [1])).toBeNull();
    expect(difference([['a', 100]], [['a', 102]], [1])).not.toBeNull();
    expect(difference([['a', 100]], [['a', 100.9]])).not.toBeNull();
  });
});

describe('times', () => {
  test('of runs are median, the value that one in twenty exceeds, and how far the middle half lies apart', () => {
    const runs = Array.from({ length: 21 }, (_, index) => 21 - index);
    expect(timesOf(runs)).toEqual({ runs: 21, p50: 11, p95: 20, least: 1, most: 21, spread: 10 });
  });
});

describe('the report', () => {
  test('tells ours beside the floor and beside ClickHouse', () => {
    const text = markdownOf(run(result(1_000, measured(8, 2, 40))));
    expect(text).toMatch(/newest page of 50 \| 8\.0 .*\| 2\.0 \| 40 \| 4\.0 \| 0\.20 \|/);
    expect(text).toContain('`request` | 500 | 100 | 600');
    expect(text).toContain('50 a second; a bare insert of the same rows takes 0.5 s: 0.25 of its speed');
  });

  test('a floor that is slower than a peer is void, and no ratio is told of it', () => {
    expect(markdownOf(run(result(1_000, measured(8, 50, 40))))).toMatch(/\| 50 void \| 40 \| - \| 0\.20 \|/);
  });

  test('a question whose answers differ is named with what differs', () => {
    const size = { ...result(1_000), refused: [{ name: 'facets', why: 'ours and ClickHouse differ\nrow 0' }] };
    expect(markdownOf(run(size))).toContain(
      'facets is not reported: the answers differ.** ours and ClickHouse differ; row 0',
    );
  });

  test('two sizes are told with their growth', () => {
    const grown = { ...measured(16, 2, 40), rows: 500, buffers: 150 };
    const text = markdownOf(run(result(1_000, measured(8, 2, 40)), result(10_000, grown)));
    expect(text).toContain('From 1,000 to 10,000 requests');
    expect(text).toContain('| newest page of 50 | 2.0 | 10 | 1.5 | 1.0 | 1.0 |');
  });

  test('two runs are compared where they have the same size', () => {
    const before = run(result(1_000, measured(8, 2, 40)), result(5_000));
    const after = run(result(1_000, measured(4, 2, 80)));
    expect(compareText(before, after)).toContain('| newest page of 50 | 8.0 | 4.0 | 0.50 | 0.20 | 0.05 | 1.0 | 1.0 |');
    expect(() => compareText(run(result(5_000)), after)).toThrow('no size in common');
  });
});

describe('options', () => {
  test('have defaults, and sizes are a list', () => {
    expect(readOptions([])).toMatchObject({ sizes: [200_000], runs: 20, corpus: 'generated', server: 'installed' });
    expect(readOptions(['--requests', '1000,2000', '--server', '18', '--no-clickhouse'])).toMatchObject({
      sizes: [1_000, 2_000],
      server: '18',
      clickHouse: false,
    });
  });

  test.each([
    [['--requests', 'many'], '--requests: many is not a whole number'],
    [['--corpus', 'other'], '--corpus: other is neither generated nor real'],
    [['--server', '16'], '--server: 16 is not there; 18 is'],
    [['--embedded', '--server', '18'], '--embedded and --server name two databases'],
    [['--nonsense'], '--nonsense'],
  ])('%j is a mistake that is named', (args, message) => {
    expect(() => readOptions(args)).toThrow(BadOption);
    expect(() => readOptions(args)).toThrow(message);
  });
});
