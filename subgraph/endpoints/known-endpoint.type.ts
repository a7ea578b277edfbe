import { GraphQLDateTime } from 'graphql-scalars';
import { Directive, Field, Int, ObjectType } from 'type-graphql';
import { type Lazy, SessionsPageInfo, SessionTotal } from '../graphql/connection.type.ts';
import { SessionEndpointSummary } from './endpoint.type.ts';

@ObjectType({
  simpleResolvers: true,
  description:
    'An endpoint that was requested. Its numbers are of all its requests in the period, whatever the search.',
})
class SessionKnownEndpoint {
  @Field(() => SessionEndpointSummary, { description: 'The endpoint, as this server knows it now.' })
  summary!: Lazy<SessionEndpointSummary>;

  @Field(() => Int, { description: 'Requests to it.' })
  requestCount!: number;

  @Field(() => Int, {
    description:
      'Session parts with at least one of these requests: as many as sessions has under its id in endpointIds.',
  })
  sessionCount!: number;

  @Field(() => Int, { description: 'Requests to it with at least one detection that counts.' })
  maliciousRequestCount!: number;

  @Field(() => GraphQLDateTime, { description: 'Time of the last of the requests.' })
  lastSeenAt!: Date;
}

@ObjectType({ simpleResolvers: true, description: 'A page of endpoints.' })
export class SessionKnownEndpointConnection {
  @Field(() => [SessionKnownEndpoint], { description: 'The endpoints of the page.' })
  nodes!: Lazy<SessionKnownEndpoint[]>;

  @Field(() => SessionsPageInfo, { description: 'Where the page stands.' })
  pageInfo!: Lazy<SessionsPageInfo>;

  @Field(() => SessionTotal, {
    nullable: true,
    description: 'Endpoints that the list has; null, with an error, when it takes too long.',
  })
  @Directive('@cost(weight: 5)')
  totalCount!: Lazy<SessionTotal>;
}
