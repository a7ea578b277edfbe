import { GraphQLDateTime } from 'graphql-scalars';
import { Directive, Field, Float, Int, ObjectType, registerEnumType } from 'type-graphql';
import type { Lazy } from '../graphql/connection.type.ts';

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

  @Field(() => Int, { description: 'Those whose time taken is known: durationMsP95 is of them.' })
  durationMsCount!: number;

  @Field(() => Float, {
    nullable: true,
    description:
      'The least time taken, in milliseconds, that 95 % of them do not exceed (nearest rank). Told to 1 %, and to a microsecond: exact where the times about it are equal. Null: none was measured.',
  })
  durationMsP95!: number | null;

  @Field(() => Float, {
    nullable: true,
    description:
      'The time taken, in milliseconds, that 95 % of requests like these usually do not exceed. Those that durationMsExpectedCount counts stand, in equal parts, for all responses that each is compared with (Request.expected), so that the mix of endpoints is that of the bucket. Told to 1 %. Where durationMsExpectedCount is less than durationMsCount, durationMsP95 is also of requests that this says nothing of. Null: it counts none, or this is the timeline of a list, whose requests are compared apart from each of its sessions and days.',
  })
  durationMsExpectedP95!: Lazy<number | null>;

  @Field(() => Int, {
    description:
      'Those of durationMsCount that have a baseline: answered, not blocked, and compared with at least 50 responses whose time is known. Always 0 in the timeline of a list.',
  })
  durationMsExpectedCount!: Lazy<number>;
}

export enum SessionTimelineMarkKind {
  GAP = 'GAP',
  USER_CHANGED = 'USER_CHANGED',
  COUNTRY_CHANGED = 'COUNTRY_CHANGED',
  BLOCKED = 'BLOCKED',
  UNBLOCKED = 'UNBLOCKED',
}
registerEnumType(SessionTimelineMarkKind, {
  name: 'SessionTimelineMarkKind',
  description: 'What happened.',
  valuesConfig: {
    GAP: {
      description:
        'No request for more than five minutes, and more than ten times the median time between two requests of the period.',
    },
    USER_CHANGED: {
      description: 'A request of another user than the last one that had any; requests without a user change nothing.',
    },
    COUNTRY_CHANGED: {
      description:
        'A request from another country than the last one that had any; requests without a country change nothing.',
    },
    BLOCKED: { description: 'Somebody put the key of the session on the denylist, on the day of the part.' },
    UNBLOCKED: {
      description: 'Somebody took the key of the session from the denylist before its time, on the day of the part.',
    },
  },
});

@ObjectType({ simpleResolvers: true, description: 'Something that happened in a session.' })
export class SessionTimelineMark {
  @Field(() => SessionTimelineMarkKind, { description: 'What happened.' })
  kind!: SessionTimelineMarkKind;

  @Field(() => GraphQLDateTime, {
    description: 'When: of a gap the last request before it, of a change the first request with the new value.',
  })
  at!: Date;

  @Field(() => GraphQLDateTime, {
    nullable: true,
    description:
      'Of a gap, the first request after it; of a block its end, which may lie ahead. Null: it was a moment, or has no end.',
  })
  until!: Date | null;

  @Field(() => String, {
    nullable: true,
    description: 'Of a change, the user or country (ISO 3166-1) of before. Null: it is no change.',
  })
  @Directive('@tag(name: "pii")')
  before!: string | null;

  @Field(() => String, { nullable: true, description: 'Of a change, the new user or country. Null: it is no change.' })
  @Directive('@tag(name: "pii")')
  after!: string | null;

  @Field(() => String, { nullable: true, description: 'Who blocked or unblocked. Null: nobody did.' })
  @Directive('@tag(name: "pii")')
  by!: string | null;

  @Field(() => String, {
    nullable: true,
    description: 'Why, of a block, in the words of who blocked. Null: it is none.',
  })
  @Directive('@tag(name: "pii")')
  reason!: string | null;

  @Field(() => String, {
    description: 'The same in words, in English, with the values as they are: from alice to bob.',
  })
  @Directive('@tag(name: "pii")')
  detail!: string;
}

@ObjectType({
  simpleResolvers: true,
  description: 'Requests over time. The buckets follow each other without a gap, empty ones among them.',
})
export class SessionTimeline {
  @Field(() => Float, {
    description:
      'Width of every bucket in milliseconds: the narrowest of 1, 2 and 5, 10, 20 and 50, or 100, 200 and 500 milliseconds (where there is more than one moment), 1, 2, 5, 10, 15 and 30 seconds or minutes, 1, 2, 3, 6 and 12 hours, 1 and 2 days, or whole weeks, that needs no more buckets than asked for. They begin at midnight UTC, weeks on Mondays.',
  })
  bucketMs!: number;

  @Field(() => GraphQLDateTime, {
    description: 'Start of the oldest bucket of the whole timeline, whether it is counted yet or not.',
  })
  axisStart!: Date;

  @Field(() => String, {
    nullable: true,
    description:
      'The time to count was over: `buckets` has the newest ones, each complete, and the same question with this as its `continueFrom` has older ones. Null: there are no older ones. Always null without `budgetMs`.',
  })
  continueFrom!: string | null;

  @Field(() => [SessionTimelineBucket], {
    description: 'Oldest first. The outer ones may reach beyond the period, and hold nothing of that time.',
  })
  buckets!: SessionTimelineBucket[];

  @Field(() => [SessionTimelineMark], {
    description:
      'What happened in the session in the period, oldest first, whatever the filter. Of each kind the 50 that stand out most: gaps by their length, changes by how long the value before had lasted, blocks by their time, newest first. Blocks of the key are those that fell on the day of the part (UTC); sessionDenylist has the whole history. A list has no marks.',
  })
  @Directive('@listSize(assumedSize: 10)')
  marks!: Lazy<SessionTimelineMark[]>;

  @Field(() => Int, { description: 'How many marks there are, also of those that are not listed. Exact.' })
  markCount!: Lazy<number>;
}
