import { Directive, Field, Float, Int, ObjectType, registerEnumType } from 'type-graphql';
import { SessionTotal } from '../../graphql/connection.type.ts';
import { MEASURES, type Measure, type Standing } from './measures.ts';

const SessionMeasure = Object.fromEntries(MEASURES.map((name) => [name, name])) as { [Name in Measure]: Name };
registerEnumType(SessionMeasure, {
  name: 'SessionMeasure',
  description: 'What is measured of a session, to compare those of an attack with others.',
  valuesConfig: {
    RATE: { description: 'Requests a minute, over its whole length.' },
    REGULARITY: {
      description:
        'Standard deviation of the intervals between its requests, in means: 0 like a clock, about 1 by chance, more in bursts.',
    },
    ENDPOINTS: { description: 'Distinct endpoints.' },
    AGENTS: { description: 'Distinct user agents.' },
    ADDRESSES: { description: 'Distinct source addresses.' },
    KEYS: { description: 'Session keys that its busiest address has on these days, its own among them.' },
    ONLY_READS: { description: 'Sessions with nothing but GET, HEAD and OPTIONS, as a share from 0 to 1.' },
  },
});

const SessionStanding = { BELOW: 'BELOW', WITHIN: 'WITHIN', ABOVE: 'ABOVE' } as const satisfies Record<
  Standing,
  Standing
>;
registerEnumType(SessionStanding, {
  name: 'SessionStanding',
  description: 'Where something lies among what is usual.',
  valuesConfig: {
    BELOW: { description: 'Lower than nine of ten.' },
    WITHIN: { description: 'Where eight of ten are.' },
    ABOVE: { description: 'Higher than nine of ten.' },
  },
});

@ObjectType({ simpleResolvers: true, description: 'How a measure spreads over sessions.' })
class SessionSpread {
  @Field(() => Int, { description: 'Sessions that could be measured.' })
  sessionCount!: number;

  @Field(() => Float, { nullable: true, description: 'A tenth of them has at most this; null for a share.' })
  low!: number | null;

  @Field(() => Float, { description: 'Half of them have at most this; of a share, the share.' })
  middle!: number;

  @Field(() => Float, { nullable: true, description: 'Nine tenths have at most this; null for a share.' })
  high!: number | null;
}

@ObjectType({ simpleResolvers: true, description: 'A measure of the sessions of an attack, beside that of others.' })
class SessionAttackMeasure {
  @Field(() => SessionMeasure, { description: 'What is measured.' })
  measure!: Measure;

  @Field(() => SessionSpread, { nullable: true, description: 'Of the sessions of the attack; null: of none of them.' })
  attack!: SessionSpread | null;

  @Field(() => SessionSpread, { nullable: true, description: 'Of other sessions of the same days; null: of none.' })
  others!: SessionSpread | null;

  @Field(() => SessionStanding, {
    nullable: true,
    description:
      'Where the middle of the attack lies among the others; null: fewer than 20 others could be measured, or it is a share.',
  })
  standing!: Standing | null;
}

@ObjectType({
  simpleResolvers: true,
  description:
    'What the sessions of an attack do beside what is usual for other sessions of the same UTC days: those of other keys. It judges nothing.',
})
export class SessionAttackEvidence {
  @Field(() => [String], { description: 'The days, YYYY-MM-DD, oldest first.' })
  @Directive('@listSize(assumedSize: 7)')
  days!: string[];

  @Field(() => SessionTotal, { description: 'Session parts with a request of the attack.' })
  sessionCount!: SessionTotal;

  @Field(() => SessionTotal, { description: 'Session parts of other keys on these days.' })
  otherSessionCount!: SessionTotal;

  @Field(() => Boolean, {
    description:
      'All of them were measured, with all their requests. False: at most 500 of each were, chosen without regard to what they did, or of some only the first 2000 requests.',
  })
  exact!: boolean;

  @Field(() => [SessionAttackMeasure], { description: 'All measures.' })
  @Directive('@listSize(assumedSize: 7)')
  measures!: SessionAttackMeasure[];
}
