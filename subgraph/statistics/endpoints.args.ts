import { ArgsType, Field, InputType, Int, registerEnumType } from 'type-graphql';
import { SessionRequestFilter, SessionTimeRange } from '../graphql/filter.input.ts';
import type { SessionOrderDirection } from '../graphql/order.type.ts';
import { Direction } from '../graphql/page.args.ts';
import type { EndpointOrderName } from './endpoints.repository.ts';

const SessionEndpointOrderField = {
  REQUESTS: 'REQUESTS',
  ERRORS: 'ERRORS',
  DURATION_MEDIAN: 'DURATION_MEDIAN',
  DURATION_P95: 'DURATION_P95',
  DEVIATIONS: 'DEVIATIONS',
  RISK: 'RISK',
} as const satisfies { [Name in EndpointOrderName]: Name };
registerEnumType(SessionEndpointOrderField, {
  name: 'SessionEndpointOrderField',
  description: 'What the endpoints of a session are ordered by; equal ones by requests, most first, then by id.',
  valuesConfig: {
    REQUESTS: { description: 'Requests to it.' },
    ERRORS: { description: 'Those with a response code from 400 to 599.' },
    DURATION_MEDIAN: { description: 'Median time taken; endpoints without one come last in both directions.' },
    DURATION_P95: { description: 'p95 of the time taken; endpoints without one come last in both directions.' },
    DEVIATIONS: { description: 'Requests that stand out by their time taken or their size.' },
    RISK: { description: 'Its risk, as it is now; endpoints without one come last in both directions.' },
  },
});

@InputType({ description: 'An order of the endpoints of a session.' })
class SessionEndpointOrder {
  @Field(() => SessionEndpointOrderField, { description: 'What they are ordered by.' })
  field!: EndpointOrderName;

  @Direction() direction!: SessionOrderDirection;
}

@ArgsType()
export class SessionEndpointsArgs {
  @Field(() => SessionTimeRange, { nullable: true, description: 'Scope; without it, the whole session.' })
  period?: SessionTimeRange | null;

  @Field(() => SessionRequestFilter, { nullable: true, description: 'What a request must meet to be counted.' })
  filter?: SessionRequestFilter | null;

  @Field(() => SessionEndpointOrder, { nullable: true, description: 'Most requests first unless told otherwise.' })
  orderBy?: SessionEndpointOrder | null;

  @Field(() => Int, { defaultValue: 50, description: 'How many rows, 1 to 200.' })
  first!: number;
}
