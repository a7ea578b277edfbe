import { Directive, Field, Float, Int, ObjectType } from 'type-graphql';
import { SessionDeviationDegree } from '../baselines/baseline.type.ts';
import { SessionEndpointSummary } from '../endpoints/endpoint.type.ts';
import { Endpoint } from '../endpoints/endpoint-entity.type.ts';
import type { Lazy } from '../graphql/connection.type.ts';
import { SessionMetric } from '../graphql/filter-enums.type.ts';

@ObjectType({ simpleResolvers: true, description: 'Requests to an endpoint that stand out by one metric.' })
export class SessionEndpointDeviation {
  @Field(() => SessionMetric, { description: 'By what.' })
  metric!: SessionMetric;

  @Field(() => Int, { description: 'How many of them, as it was last settled (sessionBaselines says when).' })
  requestCount!: number;

  @Field(() => SessionDeviationDegree, { description: 'The highest degree among them.' })
  degree!: SessionDeviationDegree;
}

@ObjectType({ simpleResolvers: true, description: 'What a session did at an endpoint, under a period and a filter.' })
export class SessionEndpointRow {
  @Field(() => SessionEndpointSummary, { description: 'The endpoint.' })
  summary!: Lazy<SessionEndpointSummary>;

  @Field(() => Endpoint, {
    nullable: true,
    description: 'The same, as the system shows it that discovers APIs: an outage there costs this field alone.',
  })
  endpoint!: Endpoint;

  @Field(() => Int, { description: 'Requests to it that meet the filter.' })
  requestCount!: number;

  @Field(() => Int, { description: 'Those with a response code from 400 to 499.' })
  clientErrorCount!: number;

  @Field(() => Int, { description: 'Those with a response code from 500 to 599.' })
  serverErrorCount!: number;

  @Field(() => Int, { description: 'Those whose time taken is known: durationMsMedian and durationMsP95 are of them.' })
  durationMsCount!: number;

  @Field(() => Float, {
    nullable: true,
    description: 'Median time taken, in milliseconds: exact, by nearest rank. Null: none was measured.',
  })
  durationMsMedian!: number | null;

  @Field(() => Float, {
    nullable: true,
    description:
      'The least time taken, in milliseconds, that 95 % of them do not exceed: exact, by nearest rank. Null: none was measured.',
  })
  durationMsP95!: number | null;

  @Field(() => Int, {
    description:
      'Those of durationMsCount that have a baseline: answered, not blocked, and compared with at least 50 responses whose time is known. What is usual is said of them.',
  })
  durationMsExpectedCount!: Lazy<number>;

  @Field(() => Float, {
    nullable: true,
    description:
      'The median time, in milliseconds, that requests like these usually take: each stands for all responses that it is compared with (Request.expected), so that errors are among them as they are here. Told to 1 %. Null: none has a baseline.',
  })
  durationMsExpectedMedian!: Lazy<number | null>;

  @Field(() => Float, {
    nullable: true,
    description: 'What 95 % of such requests usually do not exceed; otherwise as durationMsExpectedMedian.',
  })
  durationMsExpectedP95!: Lazy<number | null>;

  @Field(() => [SessionEndpointDeviation], {
    description: 'Those that stand out, by time taken and by size; usually nothing.',
  })
  @Directive('@listSize(assumedSize: 2)')
  deviations!: SessionEndpointDeviation[];
}

@ObjectType({ simpleResolvers: true, description: 'The endpoints of a session, under a period and a filter.' })
export class SessionEndpointTable {
  @Field(() => [SessionEndpointRow], { description: 'The first of them, in the order that was asked for.' })
  rows!: SessionEndpointRow[];

  @Field(() => Int, { description: 'All that there are, also those that have no row here. Exact.' })
  endpointCount!: number;

  @Field(() => Int, { description: 'Requests to all of them: as many as meet the filter. Exact.' })
  requestCount!: number;
}
