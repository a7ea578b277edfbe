import { GraphQLDateTime } from 'graphql-scalars';
import { Field, ID, InputType, ObjectType, registerEnumType } from 'type-graphql';
import { SessionTotal } from '../graphql/connection.type.ts';

@InputType({ description: 'What may lead to sessions. Exactly one id.' })
export class SessionTarget {
  @Field(() => ID, { nullable: true, description: 'A session part.' })
  sessionId?: string | null;

  @Field(() => ID, { nullable: true, description: 'A request.' })
  requestId?: string | null;

  @Field(() => ID, { nullable: true, description: 'An attack.' })
  attackId?: string | null;

  @Field(() => ID, { nullable: true, description: 'An endpoint.' })
  endpointId?: string | null;

  @Field(() => GraphQLDateTime, {
    nullable: true,
    description: 'When it was last seen, if known: tells an expired one from an unknown one.',
  })
  at?: Date | null;
}

export enum SessionAvailabilityState {
  AVAILABLE = 'AVAILABLE',
  EXPIRED = 'EXPIRED',
  UNKNOWN = 'UNKNOWN',
}
registerEnumType(SessionAvailabilityState, {
  name: 'SessionAvailabilityState',
  description: 'Whether something leads to sessions.',
  valuesConfig: {
    AVAILABLE: { description: 'It does.' },
    EXPIRED: { description: 'It is older than everything that is kept.' },
    UNKNOWN: { description: 'It was never seen here.' },
  },
});

@ObjectType({ simpleResolvers: true, description: 'Whether a target leads to sessions, and to how many.' })
export class SessionAvailability {
  @Field(() => SessionAvailabilityState, { description: 'Whether it leads to sessions.' })
  state!: SessionAvailabilityState;

  @Field(() => SessionTotal, { description: 'To how many; bounded.' })
  sessionCount!: SessionTotal;
}
