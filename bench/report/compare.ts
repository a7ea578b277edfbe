import type { Measured, Result, SizeMeasured } from '../measure/result.type.ts';
import { BadOption } from '../options.ts';
import { grouped, ms, ratio, table } from './format.ts';

/** Two runs side by side, for people: what is in both. */
export function compareText(before: Result, after: Result): string {
  const sizes = after.sizes.flatMap((size) => {
    const same = before.sizes.find(({ requests }) => requests === size.requests);
    return same ? [sizeText(same, size)] : [];
  });
  if (sizes.length === 0) throw new BadOption('the two runs have no size in common');
  const about = ({ commit, at, machine }: Result) => `${commit} (${at.slice(0, 10)}, ${machine})`;
  return [`Before: ${about(before)}. After: ${about(after)}.`, ...sizes].join('\n\n');
}

function sizeText(before: SizeMeasured, after: SizeMeasured): string {
  const rows = after.questions.flatMap((each) => {
    const same = before.questions.find(({ name }) => name === each.name);
    return same ? [questionRow(same, each)] : [];
  });
  // Machines are not alike, nor are days: what stands beside the peer of the same run is.
  const heads = [
    'question',
    'before',
    'after',
    'after / before',
    'of ClickHouse before',
    'after',
    'rows read',
    'buffers',
  ];
  const bytes = ({ tables, requests }: SizeMeasured) => tables.reduce((sum, { total }) => sum + total, 0) / requests;
  const rate = ({ more }: SizeMeasured) => (more ? more.requests / (more.importSeconds + more.settleSeconds) : null);
  const others = [
    ['bytes per request', grouped(bytes(before)), grouped(bytes(after)), ratio(bytes(after), bytes(before))],
    ['more requests, a second', grouped(rate(before)), grouped(rate(after)), ratio(rate(after), rate(before))],
  ];
  return [
    `## ${grouped(after.requests)} requests`,
    table(heads, rows),
    table(['', 'before', 'after', 'after / before'], others),
  ].join('\n\n');
}

function questionRow(before: Measured, after: Measured): string[] {
  return [
    after.title,
    ms(before.ours.p50),
    ms(after.ours.p50),
    ratio(after.ours.p50, before.ours.p50),
    ratio(before.ours.p50, before.clickHouse?.p50),
    ratio(after.ours.p50, after.clickHouse?.p50),
    ratio(after.rows, before.rows),
    ratio(after.buffers, before.buffers),
  ];
}
