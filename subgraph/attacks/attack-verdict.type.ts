import { GraphQLDateTime } from 'graphql-scalars';
import { Field, ID, ObjectType, registerEnumType } from 'type-graphql';
import { VERDICTS, type Verdict } from './attack-types.ts';

export const SessionVerdict = Object.fromEntries(VERDICTS.map((name) => [name, name])) as { [Name in Verdict]: Name };
registerEnumType(SessionVerdict, {
  name: 'SessionVerdict',
  description: 'Whether the detector of an attack was right, as somebody judges it.',
  valuesConfig: {
    AGREE: { description: 'It was an attack.' },
    DISAGREE: { description: 'It was none.' },
    UNSURE: { description: 'Somebody has looked, and cannot say.' },
  },
});

@ObjectType({
  simpleResolvers: true,
  description:
    'What somebody says of an attack: whether its detector was right. It changes no count; the owner of attacks is told, and decides.',
})
export class SessionAttackVerdict {
  @Field(() => ID, { description: 'Id of the verdict.' })
  id!: string;

  @Field(() => ID, { description: 'The attack that it is about.' })
  attackId!: string;

  @Field(() => SessionVerdict, { description: 'The verdict.' })
  verdict!: Verdict;

  @Field(() => String, { description: 'Why, in the words of who gave it.' })
  reason!: string;

  @Field(() => GraphQLDateTime, { description: 'When it was given.' })
  givenAt!: Date;

  @Field(() => String, { description: 'Who gave it.' })
  givenBy!: string;
}
