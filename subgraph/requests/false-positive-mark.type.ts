import { GraphQLDateTime } from 'graphql-scalars';
import { Field, ID, ObjectType } from 'type-graphql';

@ObjectType({
  simpleResolvers: true,
  description:
    'The judgement that silences a detection: its own, or that of an earlier one of the same type, endpoint and parameter.',
})
export class SessionFalsePositiveMark {
  @Field(() => ID, {
    description:
      'The detection that somebody judged; another one than that asked about, which it silenced when it was imported. It may be no longer kept.',
  })
  detectionId!: string;

  @Field(() => GraphQLDateTime, { description: 'When it was marked.' })
  markedAt!: Date;

  @Field(() => String, { description: 'Who marked it.' })
  markedBy!: string;

  @Field(() => String, { nullable: true, description: 'Why, in their words; null: they did not say.' })
  reason!: string | null;
}
