import { GraphQLDateTime } from 'graphql-scalars';
import { Field, Float, Int, ObjectType, registerEnumType } from 'type-graphql';
import { SessionMetric } from '../graphql/filter-enums.type.ts';
import type { Baseline } from './baseline.repository.ts';
import { type Degree, LEAST_SAMPLES } from './deviation.ts';
import { type Metric, UNITS } from './histogram.ts';

export const SessionDeviationDegree = { HIGH: 'HIGH', EXTREME: 'EXTREME' } as const satisfies { [D in Degree]: D };
export type SessionDeviationDegree = Degree;
registerEnumType(SessionDeviationDegree, {
  name: 'SessionDeviationDegree',
  description: 'How far a value is above what is usual for its endpoint.',
  valuesConfig: {
    HIGH: {
      description:
        'Above the p95, at least twice the median, and at least 5 times the median absolute deviation and 50 ms or 1 KiB above the median.',
    },
    EXTREME: { description: 'Also at least 5 times the median.' },
  },
});

@ObjectType({
  simpleResolvers: true,
  description:
    'What is usual for an endpoint: of its responses with the same outcome (2xx and 3xx, or 4xx and 5xx) on one UTC day and the six before, blocked ones left out. Median and p95 are told to 1 %, means are exact. Shown from the first sample on; under 50 samples of a metric there is no baseline, and nothing deviates.',
})
export class SessionExpected {
  @Field(() => Int, { description: 'Responses that it is made of: the larger of the two counts below.' })
  sampleCount!: number;

  @Field(() => Int, { description: 'Responses whose time taken is known.' })
  durationMsSampleCount!: number;

  @Field(() => Float, { nullable: true, description: 'Mean time taken, in milliseconds; null: no sample.' })
  durationMsMean!: number | null;

  @Field(() => Float, { nullable: true, description: 'Median time taken, in milliseconds; null: no sample.' })
  durationMsMedian!: number | null;

  @Field(() => Float, {
    nullable: true,
    description: '95 of 100 responses took no longer, in milliseconds; null: no sample.',
  })
  durationMsP95!: number | null;

  @Field(() => Int, { description: 'Responses whose size is known.' })
  sizeBytesSampleCount!: number;

  @Field(() => Float, { nullable: true, description: 'Mean size, in bytes; null: no sample.' })
  sizeBytesMean!: number | null;

  @Field(() => Float, { nullable: true, description: 'Median size, in bytes; null: no sample.' })
  sizeBytesMedian!: number | null;

  @Field(() => Float, {
    nullable: true,
    description: '95 of 100 responses were no larger, in bytes; null: no sample.',
  })
  sizeBytesP95!: number | null;
}

export function toExpected({ DURATION: time, SIZE: size }: Baseline): SessionExpected {
  const shown = (value: number | undefined, units: number) => (value === undefined ? null : value / units);
  return {
    sampleCount: Math.max(time?.count ?? 0, size?.count ?? 0),
    durationMsSampleCount: time?.count ?? 0,
    durationMsMean: shown(time?.mean, UNITS.DURATION),
    durationMsMedian: shown(time?.median, UNITS.DURATION),
    durationMsP95: shown(time?.p95, UNITS.DURATION),
    sizeBytesSampleCount: size?.count ?? 0,
    sizeBytesMean: shown(size?.mean, UNITS.SIZE),
    sizeBytesMedian: shown(size?.median, UNITS.SIZE),
    sizeBytesP95: shown(size?.p95, UNITS.SIZE),
  };
}

/** The medians, in milliseconds and bytes; null: there is no baseline. */
export function mediansOf(baseline: Baseline | null): Record<Metric, number | null> {
  const median = (metric: Metric) => {
    const known = baseline?.[metric];
    return known && known.count >= LEAST_SAMPLES ? known.median / UNITS[metric] : null;
  };
  return { DURATION: median('DURATION'), SIZE: median('SIZE') };
}

@ObjectType({ simpleResolvers: true, description: 'By what a request stands out from what is usual for its endpoint.' })
export class SessionDeviation {
  @Field(() => SessionMetric, { description: 'What stands out.' })
  metric!: SessionMetric;

  @Field(() => SessionDeviationDegree, { description: 'How far; the same that filters and statistics go by.' })
  degree!: SessionDeviationDegree;

  @Field(() => Float, {
    description: 'Times the median, which counts as 1 ms or 1 byte where it is less. Of the baseline as it is now.',
  })
  factor!: number;
}

@ObjectType({
  simpleResolvers: true,
  description:
    'How current deviations are. Baselines follow every import, and new requests are judged by them at its end; older ones are judged again when enough has changed, or nothing comes any more.',
})
export class SessionBaselineState {
  @Field(() => GraphQLDateTime, {
    nullable: true,
    description: 'When all deviations were last those of all requests stored then; null: never yet.',
  })
  settledAt!: Date | null;

  @Field(() => Int, {
    description:
      'Endpoints with requests that wait to be judged, most of them again; 0: all deviations are those of all requests.',
  })
  dueEndpoints!: number;
}
