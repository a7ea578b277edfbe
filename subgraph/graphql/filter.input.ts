import { GraphQLDateTime } from 'graphql-scalars';
import { Directive, Field, Float, ID, InputType, Int } from 'type-graphql';
import type {
  ParameterMatch,
  Period,
  Range,
  RequestFilter,
  SequenceStep,
  SessionFilter as SessionFilterShape,
  StringMatch,
} from '../filters/filter.type.ts';
import { PLAIN_FIELDS, type PlainConditions } from '../filters/request-fields.ts';
import {
  SessionConfirmation,
  SessionEndpointKind,
  SessionMetric,
  SessionRiskLevel,
  SessionRogueKind,
  SessionSensitiveData,
} from './filter-enums.type.ts';

// The inputs of every list. Fields of one input are ANDed, values of one list are ORed; null instead of a list is no
// condition, null in a list means "no value", an empty list is an error. No defaults: what is not said asks nothing.

@InputType({ description: 'Half open: from is inside, to is not. A missing end is unbounded.' })
export class SessionTimeRange implements Period {
  @Field(() => GraphQLDateTime, { nullable: true, description: 'First moment inside.' })
  from?: Date | null;

  @Field(() => GraphQLDateTime, { nullable: true, description: 'First moment outside; not earlier than from.' })
  to?: Date | null;
}

@InputType({ description: 'A whole number between two bounds, both inside.' })
class SessionIntRange implements Range {
  @Field(() => Int, { nullable: true, description: 'Greater than or equal.' })
  gte?: number | null;

  @Field(() => Int, { nullable: true, description: 'Less than or equal.' })
  lte?: number | null;
}

@InputType({ description: 'A number between two bounds, both inside. A missing value is inside no range.' })
class SessionFloatRange implements Range {
  @Field(() => Float, { nullable: true, description: 'Greater than or equal.' })
  gte?: number | null;

  @Field(() => Float, { nullable: true, description: 'Less than or equal.' })
  lte?: number | null;
}

@InputType({ description: 'A text that meets all of these.' })
class SessionStringMatch implements StringMatch {
  @Field(() => [String], { nullable: 'itemsAndList', description: 'Equals one of these; null: has no value.' })
  anyOf?: (string | null)[] | null;

  @Field(() => String, { nullable: true, description: 'Contains this, without regard to the case of A to Z.' })
  contains?: string | null;

  @Field(() => Boolean, { nullable: true, description: 'True: has a value; false: has none.' })
  present?: boolean | null;
}

@InputType({ description: 'A parameter of the request, by name.' })
class SessionParameterMatch implements ParameterMatch {
  @Field(() => String, { description: 'Exact name of the parameter, whatever its source.' })
  name!: string;

  @Field(() => SessionStringMatch, {
    nullable: true,
    description:
      'What one of its values must meet; without it the parameter need only be there. Hashed values compare as they are shown.',
  })
  value?: SessionStringMatch | null;
}

/** Plain fields, as their table has them. */
class PlainInput {}
InputType('PlainInput')(PlainInput);
for (const [name, { nullable, filterText }] of Object.entries(PLAIN_FIELDS)) {
  const options = { nullable: nullable ? 'itemsAndList' : true, description: filterText } as const;
  Field(() => [String], options)(PlainInput.prototype, name);
}

@InputType({ description: 'Conditions on ONE request: it meets all of them.' })
export class SessionRequestFilter extends (PlainInput as new () => PlainConditions) implements RequestFilter {
  @Field(() => [ID], { nullable: true, description: 'Ids of requests.' })
  ids?: string[] | null;

  @Field(() => String, {
    nullable: true,
    description:
      'Contains, or * and ? as globs over the whole, on path template and path, without regard to case; a leading method narrows: POST /login*',
  })
  endpoint?: string | null;

  @Field(() => [ID], { nullable: 'itemsAndList', description: 'Ids of endpoints.' })
  endpointIds?: (string | null)[] | null;

  @Field(() => [Int], { nullable: 'itemsAndList', description: 'Response codes; null: no response.' })
  statuses?: (number | null)[] | null;

  @Field(() => [Int], { nullable: true, description: 'First digits of response codes, 1 to 5; OR with statuses.' })
  statusClasses?: number[] | null;

  @Field(() => [String], { nullable: 'itemsAndList', description: 'Source addresses or CIDR blocks.' })
  ips?: (string | null)[] | null;

  @Field(() => SessionStringMatch, { nullable: true, description: 'The user who made the request.' })
  users?: SessionStringMatch | null;

  @Field(() => SessionStringMatch, { nullable: true, description: 'The role of the user.' })
  roles?: SessionStringMatch | null;

  @Field(() => [ID], {
    nullable: 'itemsAndList',
    description: 'Codes of business flows of the endpoint; null: in no flow.',
  })
  businessFlows?: (string | null)[] | null;

  @Field(() => [SessionRiskLevel], {
    nullable: 'itemsAndList',
    description: 'Risk levels of the endpoint; null: not known.',
  })
  endpointRiskLevels?: (SessionRiskLevel | null)[] | null;

  @Field(() => [SessionConfirmation], {
    nullable: true,
    description: 'Whether the endpoint is known to be there: it has answered, or a specification knows it.',
  })
  endpointConfirmations?: SessionConfirmation[] | null;

  @Field(() => [SessionEndpointKind], {
    nullable: 'itemsAndList',
    description: 'What the endpoint is; null: nothing says it.',
  })
  endpointKinds?: (SessionEndpointKind | null)[] | null;

  @Field(() => [SessionRogueKind], {
    nullable: 'itemsAndList',
    description: 'Rogue kinds of the endpoint; null: not evaluated.',
  })
  rogue?: (SessionRogueKind | null)[] | null;

  @Field(() => [SessionSensitiveData], {
    nullable: 'itemsAndList',
    description: 'Kinds of sensitive data that the endpoint handles; null: none known.',
  })
  sensitiveData?: (SessionSensitiveData | null)[] | null;

  @Field(() => [String], {
    nullable: true,
    description: 'Codes of attack types; one of its detections has one of them.',
  })
  attackTypes?: string[] | null;

  @Field(() => [ID], { nullable: true, description: 'Ids of attacks; false positives are found as well.' })
  attackIds?: string[] | null;

  @Field(() => Boolean, { nullable: true, description: 'True: at least one detection; false: none.' })
  malicious?: boolean | null;

  @Field(() => Boolean, { nullable: true, description: 'Whether it was stopped before it reached the API.' })
  blocked?: boolean | null;

  @Field(() => SessionFloatRange, { nullable: true, description: 'Time taken, in milliseconds.' })
  durationMs?: SessionFloatRange | null;

  @Field(() => SessionFloatRange, { nullable: true, description: 'Size of the response, in bytes.' })
  sizeBytes?: SessionFloatRange | null;

  @Field(() => [SessionMetric], {
    nullable: true,
    description: 'Stands out from what is usual for its endpoint by one of these, high or extreme.',
  })
  deviations?: SessionMetric[] | null;

  @Field(() => SessionParameterMatch, { nullable: true, description: 'A session parameter of the request.' })
  parameter?: SessionParameterMatch | null;

  @Field(() => SessionStringMatch, { nullable: true, description: 'The user agent, as the request named it.' })
  userAgent?: SessionStringMatch | null;

  @Field(() => [SessionRequestFilter], {
    nullable: true,
    description: 'Only requests that meet at least one of these; one level deep.',
  })
  anyOf?: SessionRequestFilter[] | null;

  @Field(() => [SessionRequestFilter], {
    nullable: true,
    description: 'Requests that meet any of these are left out; one level deep.',
  })
  not?: SessionRequestFilter[] | null;

  @Field(() => [SessionSequenceStep], {
    nullable: true,
    description:
      'Requests that take part in at least one whole chain of these steps, 1 to 6. Only in an open session, and in its anyOf: chains are found over all its requests in the period, and what else is asked hides some of them. A list asks by SessionFilter.sequence.',
  })
  inSequence?: SessionSequenceStep[] | null;

  @Field(() => Boolean, {
    nullable: true,
    description:
      'Detections marked as false positive count as attacks again, also in anyOf and not unless they say otherwise. attackIds finds them always.',
  })
  includeFalsePositives?: boolean | null;
}

@InputType({ description: 'A request of a chain, and how soon it follows the one before it.' })
export class SessionSequenceStep implements SequenceStep {
  @Field(() => SessionRequestFilter, { description: 'What the request meets; {} is any request.' })
  @Directive('@cost(weight: 300)')
  request!: SessionRequestFilter;

  @Field(() => Int, {
    nullable: true,
    description:
      'At most so many milliseconds after the request of the step before, 0 and more; the first step has none.',
  })
  withinMs?: number | null;
}

@InputType({ description: 'Conditions on a session (part); those on requests look at the requests of the period.' })
export class SessionFilter implements SessionFilterShape {
  @Field(() => [ID], { nullable: true, description: 'Ids of session parts.' })
  ids?: string[] | null;

  @Field(() => [ID], { nullable: true, description: 'Session keys: all parts of each.' })
  keys?: string[] | null;

  @Field(() => SessionStringMatch, {
    nullable: true,
    description:
      'One of the users of the whole session meets this; null and present: false mean a session without any.',
  })
  users?: SessionStringMatch | null;

  @Field(() => SessionStringMatch, { nullable: true, description: 'One of the roles of the whole session, likewise.' })
  roles?: SessionStringMatch | null;

  @Field(() => Boolean, {
    nullable: true,
    description: 'Whether its key has a denylist entry that is in force now.',
  })
  blocked?: boolean | null;

  @Field(() => SessionIntRange, { nullable: true, description: 'Requests of the whole session.' })
  requestCount?: SessionIntRange | null;

  @Field(() => SessionIntRange, { nullable: true, description: 'Detections of the whole session.' })
  attackCount?: SessionIntRange | null;

  @Field(() => SessionIntRange, { nullable: true, description: 'Distinct endpoints of the whole session.' })
  endpointCount?: SessionIntRange | null;

  @Field(() => SessionFloatRange, { nullable: true, description: 'First to last request, in milliseconds.' })
  durationMs?: SessionFloatRange | null;

  @Field(() => SessionIntRange, {
    nullable: true,
    description: 'Risk score of the whole session, bounds from 0 to 100; one that is being computed is in no range.',
  })
  riskScore?: SessionIntRange | null;

  @Field(() => [SessionRiskLevel], { nullable: true, description: 'Levels of its risk score, likewise.' })
  riskLevels?: SessionRiskLevel[] | null;

  @Field(() => [SessionRequestFilter], {
    nullable: true,
    description:
      'Each entry: ONE request in the period meets ALL of its conditions. Several entries may be met by different requests.',
  })
  requests?: SessionRequestFilter[] | null;

  @Field(() => [SessionRequestFilter], { nullable: true, description: 'No request in the period meets any of these.' })
  noRequests?: SessionRequestFilter[] | null;

  @Field(() => [SessionSequenceStep], {
    nullable: true,
    description:
      'The session has requests in the period that meet these steps, 1 to 6, one after another in the order of time (equal times: of arrival). The requests of whole chains match, beside those that meet an entry of requests.',
  })
  sequence?: SessionSequenceStep[] | null;
}

// `implements` lets a class leave out optional fields; this does not.
({}) satisfies Record<
  Exclude<keyof RequestFilter, keyof SessionRequestFilter> | Exclude<keyof SessionFilterShape, keyof SessionFilter>,
  never
>;
