import { GraphQLDateTime } from 'graphql-scalars';
import { Field, Float, Int, ObjectType } from 'type-graphql';

@ObjectType({ simpleResolvers: true, description: 'The requests of a stretch of time.' })
export class SessionTimelineBucket {
  @Field(() => GraphQLDateTime, {
    description: 'First moment inside; the first outside is start + bucketMs.',
  })
  start!: Date;

  @Field(() => Int, { description: 'Requests that meet the filter.' })
  requests!: number;

  @Field(() => Int, {
    description:
      'Those with at least one detection; one marked as false positive counts where the filter includes them.',
  })
  malicious!: number;

  @Field(() => Int, { description: 'Those that were stopped before they reached the API.' })
  blocked!: number;

  @Field(() => Int, { description: 'Those with a response code from 400 to 499.' })
  clientErrors!: number;

  @Field(() => Int, { description: 'Those with a response code from 500 to 599.' })
  serverErrors!: number;

  @Field(() => Float, {
    nullable: true,
    description:
      'The least time taken, in milliseconds, that 95 % of them do not exceed: one that was measured, nothing between two. Null: none was measured.',
  })
  durationMsP95!: number | null;
}

@ObjectType({
  simpleResolvers: true,
  description: 'Requests over time. The buckets follow each other without a gap, empty ones among them.',
})
export class SessionTimeline {
  @Field(() => Float, {
    description:
      'Width of every bucket in milliseconds: the narrowest of 1, 2, 5, 10, 15 and 30 seconds or minutes, 1, 2, 3, 6 and 12 hours, 1 and 2 days, or whole weeks, that needs no more buckets than asked for. They begin at midnight UTC, weeks on Mondays.',
  })
  bucketMs!: number;

  @Field(() => [SessionTimelineBucket], {
    description: 'Oldest first. The outer ones may reach beyond the period, and hold nothing of that time.',
  })
  buckets!: SessionTimelineBucket[];
}
