import { ArgsType, Field, InputType, registerEnumType } from 'type-graphql';
import { SessionFilter, SessionTimeRange } from '../graphql/filter.input.ts';
import type { SessionOrderDirection } from '../graphql/order.type.ts';
import { After, Before, Direction, First } from '../graphql/page.args.ts';
import type { SessionOrderName } from './session-list.repository.ts';

enum SessionOrderField {
  LAST_SEEN_AT = 'LAST_SEEN_AT',
  STARTED_AT = 'STARTED_AT',
  DURATION = 'DURATION',
  REQUEST_COUNT = 'REQUEST_COUNT',
  ATTACK_COUNT = 'ATTACK_COUNT',
  RISK = 'RISK',
}
registerEnumType(SessionOrderField, {
  name: 'SessionOrderField',
  description: 'What sessions are ordered by: facts of the whole part, whatever the period. Equal ones by key.',
  valuesConfig: {
    LAST_SEEN_AT: { description: 'Time of the last request.' },
    STARTED_AT: { description: 'Time of the first request.' },
    DURATION: { description: 'From the first to the last request.' },
    REQUEST_COUNT: { description: 'Number of requests.' },
    ATTACK_COUNT: { description: 'Number of detections.' },
    RISK: { description: 'Risk score; those that have none yet come last in both directions.' },
  },
});

@InputType({ description: 'An order of sessions.' })
class SessionOrder {
  @Field(() => SessionOrderField, { description: 'What they are ordered by.' })
  field!: SessionOrderName;

  @Direction() direction!: SessionOrderDirection;
}

@ArgsType()
export class SessionsArgs {
  @Field(() => SessionTimeRange, { nullable: true, description: 'Scope of the list; without it, everything kept.' })
  period?: SessionTimeRange | null;

  @Field(() => SessionFilter, { nullable: true, description: 'What sessions and their requests must meet.' })
  filter?: SessionFilter | null;

  @Field(() => SessionOrder, { nullable: true, description: 'Newest activity first unless told otherwise.' })
  orderBy?: SessionOrder | null;

  @First() first!: number;
  @After() after?: string | null;
  @Before() before?: string | null;
}
