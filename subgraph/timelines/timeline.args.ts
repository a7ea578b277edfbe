import { GraphQLDateTime } from 'graphql-scalars';
import { ArgsType, Field, Int } from 'type-graphql';
import { SessionRequestFilter, SessionTimeRange } from '../graphql/filter.input.ts';

const DEFAULT_BUCKETS = 60;
const DESCRIPTION = 'How many buckets at most, 1 to 120.';

@ArgsType()
export class SessionTimelineArgs {
  @Field(() => SessionTimeRange, { nullable: true, description: 'Scope; without it, the whole session.' })
  period?: SessionTimeRange | null;

  @Field(() => SessionRequestFilter, { nullable: true, description: 'What a request must meet to be counted.' })
  filter?: SessionRequestFilter | null;

  @Field(() => Int, { defaultValue: DEFAULT_BUCKETS, description: DESCRIPTION })
  buckets!: number;
}

@ArgsType()
export class ListTimelineArgs {
  @Field(() => Int, { defaultValue: DEFAULT_BUCKETS, description: DESCRIPTION })
  buckets!: number;

  @Field(() => GraphQLDateTime, {
    nullable: true,
    description:
      'The moment of who looks. Where the period has no end, the timeline reaches to it, or to the last request that is kept if that is later: a silence shows. Without it, to the last request. A period that has an end is shown to its end, whatever this says.',
  })
  until?: Date | null;

  @Field(() => Int, {
    nullable: true,
    description:
      'How long the server may count, in milliseconds, 1 to 60000. What is complete then is answered, the newest buckets, and `continueFrom` of the answer leads to the others. At least one bucket is counted, however long that takes. Without it, all of them.',
  })
  budgetMs?: number | null;

  @Field(() => String, {
    nullable: true,
    description:
      'Counts on where an answer stopped: its `continueFrom`, with the same period, filter, `buckets` and `until`. The buckets of all answers together are those of the whole timeline.',
  })
  continueFrom?: string | null;
}
