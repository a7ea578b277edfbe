import { GraphQLDateTime } from 'graphql-scalars';
import { Directive, Field, ID, Int, ObjectType } from 'type-graphql';
import { type Lazy, SessionsPageInfo, SessionTotal } from '../graphql/connection.type.ts';
import { SessionAttackType } from './attack-type.type.ts';
import { SessionAttackVerdict } from './attack-verdict.type.ts';

@ObjectType({
  simpleResolvers: true,
  description:
    'An attack that detections name. Its numbers are of all its requests in the period, as attackIds finds them: detections marked as false positive are among them.',
})
class SessionKnownAttack {
  @Field(() => ID, { description: 'Id of the attack, as its source gave it; sessionsForAttack takes it.' })
  id!: string;

  @Field(() => [SessionAttackType], { description: 'Types of its detections, most detections first.' })
  @Directive('@listSize(assumedSize: 2)')
  types!: Lazy<SessionAttackType[]>;

  @Field(() => Int, { description: 'Detections that name it, also those marked as false positive.' })
  detectionCount!: number;

  @Field(() => Int, { description: 'Requests with at least one of these detections.' })
  requestCount!: number;

  @Field(() => Int, {
    description: 'Session parts with at least one of these requests: as many as sessionsForAttack has.',
  })
  sessionCount!: number;

  @Field(() => Int, { description: 'Those of the requests that were stopped before they reached the API.' })
  blockedRequestCount!: number;

  @Field(() => GraphQLDateTime, { description: 'Time of the first of the requests.' })
  firstSeenAt!: Date;

  @Field(() => GraphQLDateTime, { description: 'Time of the last of the requests.' })
  lastSeenAt!: Date;

  @Field(() => ID, { description: 'Id of the last of the requests; sessionForRequest takes it.' })
  latestRequestId!: string;

  @Field(() => SessionAttackVerdict, {
    nullable: true,
    description: 'Whether its detector was right, as it is judged now; null: nobody has judged it.',
  })
  verdict!: Lazy<SessionAttackVerdict | null>;
}

@ObjectType({ simpleResolvers: true, description: 'A page of attacks.' })
export class SessionKnownAttackConnection {
  @Field(() => [SessionKnownAttack], { description: 'The attacks of the page.' })
  nodes!: Lazy<SessionKnownAttack[]>;

  @Field(() => SessionsPageInfo, { description: 'Where the page stands.' })
  pageInfo!: Lazy<SessionsPageInfo>;

  @Field(() => SessionTotal, {
    nullable: true,
    description: 'Attacks that the list has; null, with an error, when it takes too long.',
  })
  @Directive('@cost(weight: 5)')
  totalCount!: Lazy<SessionTotal>;
}
