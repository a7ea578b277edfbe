import { GraphQLDateTime } from 'graphql-scalars';
import { Field, Int, ObjectType } from 'type-graphql';

@ObjectType({
  simpleResolvers: true,
  description: 'A copy of what another system owns, which filters, statistics and chips use.',
})
export class SessionsProjection {
  @Field(() => String, { description: 'What is copied: endpoints or attacks.' })
  name!: string;

  @Field(() => GraphQLDateTime, {
    nullable: true,
    description: 'When the last batch was accepted; null: none was.',
  })
  syncedAt!: Date | null;

  @Field(() => Int, {
    nullable: true,
    description: 'Seconds since the time up to which its owner called it complete; null: the owner has not said.',
  })
  lagSeconds!: number | null;
}
