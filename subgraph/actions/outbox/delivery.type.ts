import { GraphQLDateTime } from 'graphql-scalars';
import { Directive, Field, ID, Int, ObjectType, registerEnumType } from 'type-graphql';
import { type Lazy, SessionsPageInfo, SessionTotal } from '../../graphql/connection.type.ts';

export enum SessionActionDeliveryState {
  PENDING = 'PENDING',
  DELIVERED = 'DELIVERED',
  REFUSED = 'REFUSED',
  DEAD = 'DEAD',
}
registerEnumType(SessionActionDeliveryState, {
  name: 'SessionActionDeliveryState',
  description: 'How far an action has come on its way to the system that enforces it.',
  valuesConfig: {
    PENDING: { description: 'Not delivered yet: it is tried, or waits for an earlier one of the same subject.' },
    DELIVERED: { description: 'The receiver has it.' },
    REFUSED: { description: 'The receiver will not take it: it answered with a code from 400 to 499.' },
    DEAD: { description: 'Given up after many attempts; it and later ones of its subject wait to be sent again.' },
  },
});

@ObjectType({ simpleResolvers: true, description: 'An action on its way to the system that enforces it.' })
class SessionActionDelivery {
  @Field(() => ID, { description: 'The same at every attempt; the receiver gets it as x-sessions-delivery.' })
  id!: string;

  @Field(() => String, { description: 'What it is about; of one subject they are delivered in their order.' })
  subject!: string;

  @Field(() => String, { description: 'What happened, such as session.blocked.' })
  event!: string;

  @Field(() => SessionActionDeliveryState, { description: 'How far it has come.' })
  state!: `${SessionActionDeliveryState}`;

  @Field(() => GraphQLDateTime, { description: 'When the action was done.' })
  createdAt!: Date;

  @Field(() => Int, { description: 'Attempts so far, a running one among them.' })
  attempts!: number;

  @Field(() => GraphQLDateTime, {
    nullable: true,
    description: 'When it may be tried next, unless an earlier one of its subject is in front; null: not by itself.',
  })
  dueAt!: Date | null;

  @Field(() => GraphQLDateTime, { nullable: true, description: 'When the receiver answered; null: not yet.' })
  settledAt!: Date | null;

  @Field(() => String, { nullable: true, description: 'What came of the last attempt; null: there was none.' })
  answer!: string | null;
}

@ObjectType({ simpleResolvers: true, description: 'A page of deliveries.' })
export class SessionActionDeliveryConnection {
  @Field(() => [SessionActionDelivery], { description: 'The deliveries of the page.' })
  nodes!: Lazy<SessionActionDelivery[]>;

  @Field(() => SessionsPageInfo, { description: 'Where the page stands.' })
  pageInfo!: Lazy<SessionsPageInfo>;

  @Field(() => SessionTotal, { nullable: true, description: 'Deliveries that the list has.' })
  @Directive('@cost(weight: 5)')
  totalCount!: Lazy<SessionTotal>;
}
