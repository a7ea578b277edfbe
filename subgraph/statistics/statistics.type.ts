import { Directive, Field, Float, Int, ObjectType, registerEnumType } from 'type-graphql';
import { DIMENSION_TABLE, DIMENSIONS, type Dimension } from '../filters/dimensions.ts';
import type { Lazy } from '../graphql/connection.type.ts';

export const SessionDimension = Object.fromEntries(DIMENSIONS.map((each) => [each, each])) as { [D in Dimension]: D };
registerEnumType(SessionDimension, {
  name: 'SessionDimension',
  description: 'What requests can be grouped by.',
  valuesConfig: Object.fromEntries(DIMENSIONS.map((each) => [each, { description: DIMENSION_TABLE[each].text }])),
});

@ObjectType({ simpleResolvers: true, description: 'A value, and how often it occurs.' })
export class SessionBucket {
  @Field(() => String, { nullable: true, description: 'The value, as filters take it. null: no value.' })
  key!: string | null;

  @Field(() => String, { description: 'For people, in English; the value itself where it has no other name.' })
  label!: Lazy<string>;

  @Field(() => Int, {
    description:
      'In a session: requests of the period with the value (attack types: detections). In a list: sessions that it has after "only" this value.',
  })
  count!: number;

  @Field(() => Float, {
    nullable: true,
    description: 'count of total, 0 to 1. Null: total is 0, or the value is missing and not part of total.',
  })
  share!: number | null;

  @Field(() => Int, {
    description:
      'In a session: as count, of requests that also meet all conditions of the filter except the own of this dimension. In a list: equal to count.',
  })
  visible!: number;
}

@ObjectType({ simpleResolvers: true, description: 'How requests, or sessions, spread over the values of a dimension.' })
export class SessionStatistics {
  @Field(() => SessionDimension, { description: 'What they are grouped by.' })
  dimension!: Dimension;

  @Field(() => Int, {
    description:
      'What share is of. Attack types: all detections; users and roles: requests that have one; otherwise all requests of the period. In a list: the sessions without the own conditions of this dimension.',
  })
  total!: number;

  @Field(() => [SessionBucket], {
    description: 'The most frequent values, equal ones by value, "no value" last of them.',
  })
  @Directive('@listSize(assumedSize: 10)')
  buckets!: SessionBucket[];

  @Field(() => Int, { description: 'Number of buckets that there are, "no value" among them.' })
  valueCount!: Lazy<number>;

  @Field(() => Boolean, { description: 'False: counting stopped at a bound, and all numbers are at least these.' })
  exact!: boolean;
}
