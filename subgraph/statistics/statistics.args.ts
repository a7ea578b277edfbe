import { ArgsType, Field, Int } from 'type-graphql';
import type { Dimension } from '../filters/dimensions.ts';
import { SessionFilter, SessionRequestFilter, SessionTimeRange } from '../graphql/filter.input.ts';
import { SessionDimension } from './statistics.type.ts';

@ArgsType()
export class StatisticsArgs {
  @Field(() => [SessionDimension], { description: 'What to group by.' })
  dimensions!: Dimension[];

  @Field(() => SessionTimeRange, { nullable: true, description: 'Scope; without it, the whole session.' })
  period?: SessionTimeRange | null;

  @Field(() => SessionRequestFilter, { nullable: true, description: 'What decides the visible numbers.' })
  filter?: SessionRequestFilter | null;

  @Field(() => Int, { defaultValue: 10, description: 'Buckets per dimension, 1 to 200.' })
  first!: number;
}

@ArgsType()
export class FacetsArgs {
  @Field(() => [SessionDimension], { description: 'What to group by.' })
  dimensions!: Dimension[];

  @Field(() => Int, { defaultValue: 10, description: 'Buckets per dimension, 1 to 200.' })
  first!: number;
}

@ArgsType()
export class FilterOptionsArgs {
  @Field(() => SessionDimension, { description: 'Whose values.' })
  dimension!: Dimension;

  @Field(() => String, {
    nullable: true,
    description: 'Only values, or names of values, that contain this, without regard to the case of A to Z.',
  })
  search?: string | null;

  @Field(() => SessionTimeRange, { nullable: true, description: 'Scope of the list.' })
  period?: SessionTimeRange | null;

  @Field(() => SessionFilter, { nullable: true, description: 'Filter of the list.' })
  filter?: SessionFilter | null;

  @Field(() => Int, { defaultValue: 20, description: 'How many, 1 to 200.' })
  first!: number;
}
