import type { Measured, Result, SizeMeasured } from '../measure/result.type.ts';
import { grouped, ms, ratio, table } from './format.ts';

/** What a run found, for people. */
export function markdownOf(result: Result): string {
  const { commit, at, machine, versions } = result;
  const stack = Object.entries(versions).map(([name, version]) => (name === 'Node' ? `Node ${version}` : version));
  return [
    `Commit ${commit}, ${at.slice(0, 10)}; ${machine}; ${stack.join(', ')}.`,
    ...result.sizes.map(sizeText),
    ...(result.sizes.length > 1 ? [growthText(result.sizes)] : []),
  ].join('\n\n');
}

function sizeText(size: SizeMeasured): string {
  const { requests, parts, load } = size;
  const rate = (seconds: number) => `${grouped(requests / seconds)} a second`;
  return [
    `## ${grouped(requests)} requests${parts > 0 ? ` in ${grouped(parts)} session parts` : ''}`,
    ...(size.questions.length > 0 ? [questionsText(size.questions)] : []),
    ...size.refused.map(
      ({ name, why }) => `**${name} is not reported: the answers differ.** ${why.replaceAll('\n', '; ')}`,
    ),
    ...(size.more ? [moreText(size)] : []),
    `Loaded in ${load.importSeconds.toFixed(0)} s (${rate(load.importSeconds)}), settled in ${load.settleSeconds.toFixed(0)} s. At most ${grouped(size.memoryMb)} MB in the process of the bench.`,
    bytesText(size),
  ].join('\n\n');
}

function questionsText(questions: readonly Measured[]): string {
  const heads = [
    'question',
    'ours p50',
    'p95',
    'spread',
    'in SQL',
    'floor p50',
    'ClickHouse p50',
    'ours / floor',
    'ours / ClickHouse',
  ];
  const rows = questions.map((each) => [
    `${each.title}${each.isExact ? '' : ' (a lower bound: not compared)'}`,
    ms(each.ours.p50),
    ms(each.ours.p95),
    ms(each.ours.spread),
    ms(each.sqlMs),
    `${ms(each.floor.p50)}${each.isFloorVoid ? ' void' : ''}`,
    each.clickHouse ? ms(each.clickHouse.p50) : '-',
    each.isFloorVoid ? '-' : ratio(each.ours.p50, each.floor.p50),
    ratio(each.ours.p50, each.clickHouse?.p50),
    grouped(each.statements),
    grouped(each.rows),
    grouped(each.buffers),
  ]);
  return table([...heads, 'statements', 'rows read', 'buffers'], rows);
}

function moreText({ requests, more }: SizeMeasured): string {
  const { importSeconds, settleSeconds, bareSeconds, requests: count } = more!;
  const all = importSeconds + settleSeconds;
  return `${grouped(count)} more requests into ${grouped(requests)}: imported in ${importSeconds.toFixed(1)} s and settled in ${settleSeconds.toFixed(1)} s, ${grouped(count / all)} a second; a bare insert of the same rows takes ${bareSeconds.toFixed(1)} s: ${ratio(bareSeconds, all)} of its speed.`;
}

function bytesText({ tables, requests }: SizeMeasured): string {
  const each = (bytes: number) => grouped(bytes / requests);
  const sum = (pick: (of: SizeMeasured['tables'][number]) => number) =>
    each(tables.reduce((all, one) => all + pick(one), 0));
  const rows = tables
    .filter(({ total }) => total >= requests)
    .map((one) => [`\`${one.table}\``, each(one.heap), each(one.indexes), each(one.total)]);
  const all = ['all', sum(({ heap }) => heap), sum(({ indexes }) => indexes), sum(({ total }) => total)];
  return table(['bytes per request', 'rows', 'indexes', 'everything'], [...rows, all]);
}

/** The largest size beside the smallest. */
function growthText(sizes: readonly SizeMeasured[]): string {
  const sorted = sizes.toSorted((a, b) => a.requests - b.requests);
  const [small, large] = [sorted[0]!, sorted.at(-1)!];
  const rows = large.questions.flatMap((after) => {
    const before = small.questions.find(({ name }) => name === after.name);
    if (!before) return [];
    return [
      [
        after.title,
        ratio(after.ours.p50, before.ours.p50),
        ratio(after.rows, before.rows),
        ratio(after.buffers, before.buffers),
        ratio(after.floor.p50, before.floor.p50),
        ratio(after.clickHouse?.p50, before.clickHouse?.p50),
      ],
    ];
  });
  const heads = ['growth', 'ours p50', 'rows read', 'buffers', 'floor p50', 'ClickHouse p50'];
  const seconds = ({ more }: SizeMeasured) => (more ? more.importSeconds + more.settleSeconds : null);
  if (small.more && large.more)
    rows.push([
      'more requests',
      ratio(seconds(large), seconds(small)),
      '-',
      '-',
      ratio(large.more.bareSeconds, small.more.bareSeconds),
      '-',
    ]);
  return `## From ${grouped(small.requests)} to ${grouped(large.requests)} requests, ${ratio(large.requests, small.requests)} times as many\n\n${table(heads, rows)}`;
}
