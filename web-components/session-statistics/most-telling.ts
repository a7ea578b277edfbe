import type { SessionStatisticsQuery } from '../data/documents.generated.ts';
import { FILTER_FIELDS } from '../state/filter-fields.ts';

type Statistics = NonNullable<NonNullable<SessionStatisticsQuery['session']>['statistics']>[number];
type Bucket = Statistics['buckets'][number];

/** What an analyst looks for first: the attack, how it was answered, what it went for; then who. */
const TELLING = ['type', 'deviation', 'code', 'endpoint-id', 'flow', 'user', 'ip', 'method'] as const;

export interface Telling {
  readonly filter: (typeof TELLING)[number];
  readonly bucket: Bucket;
}

/** One value each of the dimensions that say most, three at most; "no value" says nothing. */
export function mostTelling(statistics: readonly Statistics[]): readonly Telling[] {
  const told = TELLING.flatMap((filter): Telling[] => {
    const { dimension } = FILTER_FIELDS[filter];
    const bucket = statistics.find((one) => one.dimension === dimension)?.buckets.find(({ key }) => key !== null);
    return bucket ? [{ filter, bucket }] : [];
  });
  return told.slice(0, 3);
}
