import { createUnionType, Directive, Field, ID, InputType, Int, ObjectType } from 'type-graphql';
import { BusinessFlow } from '../../business-flows/business-flow.type.ts';
import type { Lazy } from '../../graphql/connection.type.ts';
import { Request } from '../../requests/request.type.ts';
import {
  errorTypeOf,
  SessionsConflictError,
  SessionsInvalidInputError,
  SessionsNotFoundError,
  SessionsNotSupportedError,
} from '../errors.type.ts';
import { SessionRuleImpactInput } from '../rules/rule.type.ts';

@InputType({ description: 'An action that is thought of: exactly one of these.' })
export class SessionActionImpactInput {
  @Field(() => ID, { nullable: true, description: 'Marking this detection as false positive.' })
  detectionId?: string | null;

  @Field(() => ID, {
    nullable: true,
    description: 'Taking back the mark that silences this detection: every request of that mark.',
  })
  unmarkDetectionId?: string | null;

  @Field(() => SessionRuleImpactInput, { nullable: true, description: 'Making this rule.' })
  rule?: SessionRuleImpactInput | null;

  @Field(() => ID, {
    nullable: true,
    description: 'Deleting this rule: every request that it applies to; none where it is deleted already.',
  })
  deleteRuleId?: string | null;

  @Field(() => ID, { nullable: true, description: 'Blocking the key of this session.' })
  sessionId?: string | null;

  @Field(() => ID, {
    nullable: true,
    description:
      'Unblocking the key of this session: every request of the key, to the applications of its block; none where it is not blocked.',
  })
  unblockSessionId?: string | null;
}

@ObjectType({
  simpleResolvers: true,
  description:
    'What an action would have touched, had it been there from the first day that is kept on: for a false positive, requests with a detection of the same type, endpoint and parameter; for the end of a mark, those with a detection that it silences; for a rule and its end, those that it applies to; for a block, all of the key; for the end of one, those of the key and the applications that it keeps out.',
})
export class SessionActionImpact {
  @Field(() => Boolean, { description: 'False: counting stopped at a bound, and every number is at least this.' })
  exact!: boolean;

  @Field(() => Int, { description: 'Requests.' })
  requestCount!: number;

  @Field(() => Int, { description: 'Those of the requests that have a detection that counts.' })
  maliciousRequestCount!: number;

  @Field(() => Int, { description: 'Those of the requests that have none.' })
  benignRequestCount!: number;

  @Field(() => Int, { description: 'Session parts with at least one of the requests.' })
  sessionCount!: number;

  @Field(() => Int, { description: 'Distinct users who made the requests.' })
  userCount!: number;

  @Field(() => Int, { description: 'Distinct addresses that the requests came from.' })
  ipCount!: number;

  @Field(() => Int, { description: 'Distinct roles of these users.' })
  roleCount!: number;

  @Field(() => [String], { description: 'These roles, most requests first; at most 10.' })
  @Directive('@listSize(assumedSize: 10)')
  roles!: string[];

  @Field(() => Int, { description: 'Distinct business flows of the endpoints of the requests.' })
  businessFlowCount!: number;

  @Field(() => [BusinessFlow], { description: 'These flows, most requests first; at most 10.' })
  @Directive('@listSize(assumedSize: 10)')
  businessFlows!: Lazy<BusinessFlow[]>;

  @Field(() => [Request], { description: 'Up to 5 of the requests, the newest of those that were counted.' })
  @Directive('@listSize(assumedSize: 5)')
  samples!: Lazy<Request[]>;
}

export const SessionActionImpactResult = createUnionType({
  name: 'SessionActionImpactResult',
  description: 'What an action would touch, or why it would be refused.',
  types: () =>
    [
      SessionActionImpact,
      SessionsNotFoundError,
      SessionsInvalidInputError,
      SessionsConflictError,
      SessionsNotSupportedError,
    ] as const,
  resolveType: (value) => ('code' in value ? errorTypeOf(value) : SessionActionImpact),
});
