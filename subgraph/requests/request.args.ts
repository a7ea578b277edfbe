import { ArgsType, Field, ID, InputType, registerEnumType } from 'type-graphql';
import { SessionRequestFilter, SessionTimeRange } from '../graphql/filter.input.ts';
import type { SessionOrderDirection } from '../graphql/order.type.ts';
import { After, Before, Direction, First } from '../graphql/page.args.ts';
import type { RequestOrderName } from './request.repository.ts';

enum SessionRequestOrderField {
  TIME = 'TIME',
  DURATION = 'DURATION',
  SIZE = 'SIZE',
}
registerEnumType(SessionRequestOrderField, {
  name: 'SessionRequestOrderField',
  description: 'What requests are ordered by; equal ones by time, then in the order in which they arrived.',
  valuesConfig: {
    TIME: { description: 'When it was made.' },
    DURATION: { description: 'Time taken; requests without it come last in both directions.' },
    SIZE: { description: 'Size of the response; requests without it come last in both directions.' },
  },
});

@InputType({ description: 'An order of requests.' })
class SessionRequestOrder {
  @Field(() => SessionRequestOrderField, { description: 'What they are ordered by.' })
  field!: RequestOrderName;

  @Direction() direction!: SessionOrderDirection;
}

@ArgsType()
export class SessionRequestsArgs {
  @Field(() => SessionTimeRange, { nullable: true, description: 'Scope of the list; without it, the whole session.' })
  period?: SessionTimeRange | null;

  @Field(() => SessionRequestFilter, { nullable: true, description: 'What a request must meet.' })
  filter?: SessionRequestFilter | null;

  @Field(() => SessionRequestOrder, { nullable: true, description: 'Newest first unless told otherwise.' })
  orderBy?: SessionRequestOrder | null;

  @First() first!: number;
  @After() after?: string | null;
  @Before() before?: string | null;

  @Field(() => ID, { nullable: true, description: 'Start at the page that holds this request of the session.' })
  around?: string | null;
}
