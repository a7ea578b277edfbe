import { SESSION_ATTACK_TYPES } from '../attacks/attack-type.type.ts';
import { badUserInput } from '../bad-user-input.ts';
import type { Context } from '../context.ts';
import { checkPeriod, checkRequestFilter, checkSessionFilter } from '../filters/check-filter.ts';
import type { Dimension } from '../filters/dimensions.ts';
import type { Period, SessionFilter } from '../filters/filter.type.ts';
import type { SessionPart } from '../filters/session-id.ts';
import { checkFirst } from '../graphql/page.ts';
import { countCountedValues } from './facet-counters.repository.ts';
import type { FacetQuery } from './facet-query.ts';
import { findFacet } from './facets.repository.ts';
import { DEVIATION_LABELS, labelOf } from './labels.ts';
import type { StatisticsArgs } from './statistics.args.ts';
import type { StatisticsRow } from './statistics.rows.ts';
import type { SessionStatistics } from './statistics.type.ts';

// So many of the newest sessions are looked at for a facet; beyond, its numbers say that they are lower bounds.
const FACET_BOUND = 10_000;

/** The statistics of a session part, in the order of the dimensions asked for. */
export async function findSessionStatistics(
  context: Context,
  part: SessionPart,
  args: StatisticsArgs,
): Promise<SessionStatistics[]> {
  checkDimensions(args.dimensions);
  checkFirst(args.first);
  checkPeriod(args.period);
  checkRequestFilter(args.filter);
  const rows = await context.loaders.statistics.load({ part, query: { ...args } });
  return args.dimensions.map((dimension) => {
    const own = rows.filter((row) => row.dimension === dimension);
    const total = own[0] ? totalOf(dimension, own[0]) : 0;
    const excludesMissing = dimension === 'USER' || dimension === 'ROLE';
    return {
      dimension,
      total,
      valueCount: own[0]?.valueCount ?? 0,
      exact: true,
      buckets: own.flatMap(({ value, count, visible }) => {
        if (count === null) return [];
        const share = total === 0 || (excludesMissing && value === null) ? null : count / total;
        return [{ key: value, label: labelOf(context, dimension, value), count, visible: visible ?? 0, share }];
      }),
    };
  });
}

/** What shares are of (docs/semantics.md, "An open session"). */
function totalOf(dimension: Dimension, { sum, sumOfValues, requests }: StatisticsRow): number {
  if (dimension === 'ATTACK_TYPE') return sum ?? 0;
  return dimension === 'USER' || dimension === 'ROLE' ? (sumOfValues ?? 0) : requests;
}

/** A dimension of a list, and which of its values. */
interface ListFacet {
  dimension: Dimension;
  search?: string | null;
  period?: Period | null;
  filter?: SessionFilter | null;
  first: number;
}

/** The values of a dimension over the sessions of a list. */
export async function findListFacet(
  context: Context,
  { dimension, search, period, filter, first }: ListFacet,
): Promise<SessionStatistics> {
  checkFirst(first);
  checkPeriod(period);
  checkSessionFilter(filter);
  const text = search?.trim();
  const { prisma } = context.database;
  const query: FacetQuery = {
    tenant: context.tenant,
    dimension,
    period,
    filter,
    first,
    bound: Math.min(FACET_BOUND, context.totalBound),
    search: text ? { text, named: valuesNamed(dimension, text) } : null,
  };
  const { rows, valueCount, total, exact } = await findFacet(prisma, query);
  return {
    dimension,
    total,
    exact,
    valueCount: valueCount ?? (() => countCountedValues(prisma, query)),
    buckets: rows.map(({ value, count }) => ({
      key: value,
      label: labelOf(context, dimension, value),
      count,
      visible: count,
      share: total === 0 ? null : count / total,
    })),
  };
}

/** Values whose name holds the text where the value itself need not. */
function valuesNamed(dimension: Dimension, text: string): string[] {
  const isNamed = (label: string) => label.toLowerCase().includes(text.toLowerCase());
  if (dimension === 'ATTACK_TYPE')
    return SESSION_ATTACK_TYPES.filter(({ label }) => isNamed(label)).map(({ code }) => code);
  if (dimension !== 'DEVIATION') return [];
  return Object.keys(DEVIATION_LABELS).filter((metric) => isNamed(DEVIATION_LABELS[metric]!));
}

function checkDimensions(dimensions: readonly Dimension[]): void {
  if (dimensions.length === 0) throw badUserInput('dimensions', 'name at least one');
  if (new Set(dimensions).size < dimensions.length) throw badUserInput('dimensions', 'name each only once');
}
