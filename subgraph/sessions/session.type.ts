import { GraphQLDateTime } from 'graphql-scalars';
import { Directive, Field, Float, ID, Int, ObjectType, registerEnumType } from 'type-graphql';
import type { Period, SessionFilter } from '../filters/filter.type.ts';
import { sessionId } from '../filters/session-id.ts';
import { type Lazy, SessionsPageInfo, SessionTotal } from '../graphql/connection.type.ts';
import { PARAMETER_SOURCES, type ParameterSource } from '../values/parameter-sources.ts';
import { IdentificationStrength, strengthOf } from './identification-strength.ts';
import { SessionRisk, toRisk } from './risk.type.ts';
import type { SessionRow } from './session.repository.ts';

export const SessionParameterSource = Object.fromEntries(PARAMETER_SOURCES.map((source) => [source, source])) as {
  [Source in ParameterSource]: Source;
};
registerEnumType(SessionParameterSource, {
  name: 'SessionParameterSource',
  description: 'Where a parameter was found.',
  valuesConfig: {
    REQUEST_HEADER: { description: 'A header of the request.' },
    REQUEST_COOKIE: { description: 'A cookie of the request.' },
    REQUEST_QUERY: { description: 'A parameter of the query string.' },
    REQUEST_BODY: { description: 'A property of the request body.' },
    REQUEST_JWT: { description: 'A claim of a JSON Web Token; its signature is not checked.' },
    RESPONSE_HEADER: { description: 'A header of the response.' },
    RESPONSE_BODY: { description: 'A property of the response body.' },
    CONNECTION: { description: 'The connection itself: its source address, or the user that the log names.' },
  },
});

@ObjectType({ simpleResolvers: true, description: 'What a session key was made from; never the value.' })
class SessionKeySource {
  @Field(() => String, { description: 'Name of the parameter.' })
  name!: string;

  @Field(() => SessionParameterSource, { description: 'Where it was found.' })
  source!: string;
}

registerEnumType(IdentificationStrength, {
  name: 'SessionIdentificationStrength',
  description: 'How surely the requests of a session are those of one actor.',
  valuesConfig: {
    STRONG: {
      description: 'A parameter of the session itself: a cookie, a token, a configured key other than the claim sub.',
    },
    MODERATE: {
      description:
        'Address and user agent, or the person: one browser behind an address, or several sessions of one person.',
    },
    WEAK: { description: 'The address or the user agent alone: everybody behind it is one session.' },
    NONE: { description: 'Nothing: all requests of which nothing is known are one session a day.' },
  },
});

@ObjectType({
  simpleResolvers: true,
  description:
    'The requests of one actor that share a grouping key, within one UTC day: one part of a longer activity.',
})
@Directive('@key(fields: "id")')
export class Session {
  @Field(() => ID, { description: 'Made of key and day.' })
  id!: string;

  @Field(() => ID, { description: 'Shared by all day parts.' })
  key!: string;

  @Field(() => String, { description: 'UTC day of this part, YYYY-MM-DD.' })
  date!: string;

  @Field(() => [SessionKeySource], {
    description: 'What the key was made from: parameter name and kind, never the value.',
  })
  @Directive('@listSize(assumedSize: 2)')
  identifiedBy?: { name: string; source: string }[];

  @Field(() => IdentificationStrength, {
    description: 'How surely they are of one actor, by what the key was made from.',
  })
  identifiedByStrength?: IdentificationStrength;

  @Field(() => GraphQLDateTime, { description: 'Time of the first request.' })
  startedAt!: Date;

  @Field(() => GraphQLDateTime, { description: 'Time of the last request.' })
  lastSeenAt!: Date;

  @Field(() => Float, { description: 'From the first to the last request, in milliseconds.' })
  durationMs!: number;

  @Field(() => Int, { description: 'Requests of the whole part.' })
  requestCount!: number;

  @Field(() => Int, {
    description: 'Detections; may exceed the number of requests. Those marked as false positive are not counted.',
  })
  attackCount!: number;

  @Field(() => Int, { description: 'Requests with at least one detection that counts.' })
  maliciousRequestCount!: number;

  @Field(() => Int, { description: 'Requests that were stopped before they reached the API.' })
  blockedRequestCount!: number;

  @Field(() => Int, { description: 'Distinct users.' })
  userCount!: number;

  @Field(() => Int, { description: 'Distinct source addresses.' })
  ipCount!: number;

  @Field(() => Int, { description: 'Distinct hosts.' })
  hostCount!: number;

  @Field(() => Int, { description: 'Distinct endpoints.' })
  endpointCount!: number;

  @Field(() => SessionRisk, {
    nullable: true,
    description: 'How much the whole part deserves to be looked at, and why; null: it is being computed.',
  })
  risk!: SessionRisk | null;
}

export function toSession({ day, riskScore, riskFactors, ...row }: SessionRow): Session {
  return {
    ...row,
    id: sessionId({ key: row.key, day }),
    date: day,
    ...(row.identifiedBy && { identifiedByStrength: strengthOf(row.identifiedBy) }),
    risk: toRisk(riskScore, riskFactors ?? null),
  };
}

@ObjectType({ simpleResolvers: true, description: 'Counters of some requests of a session.' })
class SessionTotals {
  @Field(() => Int, { description: 'Requests.' })
  requestCount!: number;

  @Field(() => Int, { description: 'Detections; those marked as false positive are not counted.' })
  attackCount!: number;

  @Field(() => Int, { description: 'Requests with at least one detection that counts.' })
  maliciousRequestCount!: number;

  @Field(() => Int, { description: 'Requests that were stopped before they reached the API.' })
  blockedRequestCount!: number;

  @Field(() => GraphQLDateTime, { description: 'Time of the first of them.' })
  startedAt!: Date;

  @Field(() => GraphQLDateTime, { description: 'Time of the last of them.' })
  lastSeenAt!: Date;
}

@ObjectType({ simpleResolvers: true, description: 'The requests for which a list holds a session.' })
class SessionMatch {
  @Field(() => SessionTotal, { description: 'How many there are.' })
  requestCount!: SessionTotal;

  @Field(() => GraphQLDateTime, { nullable: true, description: 'Time of the first of them.' })
  firstAt!: Date | null;

  @Field(() => GraphQLDateTime, { nullable: true, description: 'Time of the last of them.' })
  lastAt!: Date | null;

  @Field(() => [String], {
    description:
      'What they are: up to 3 kinds, most frequent first, as method, path template, response code and attack types. Empty where the filter asks nothing of requests.',
  })
  @Directive('@listSize(assumedSize: 3)')
  reasons!: string[];

  @Field(() => Boolean, {
    description:
      'With a sequence: some of them take part in it only because, of requests at the same time, the one that arrived first is taken for the earlier. False without one.',
  })
  @Directive('@cost(weight: 2)')
  restsOnArrival!: Lazy<boolean>;
}

@ObjectType({ simpleResolvers: true, description: 'A session as a list found it.' })
class SessionEdge {
  @Field(() => String, { description: 'Place of this session in the order of the list.' })
  cursor!: () => string;

  @Field(() => Session, { description: 'The session.' })
  node!: Session;

  @Field(() => SessionTotals, { description: 'Its requests in the period.' })
  inPeriod!: Lazy<SessionTotals>;

  @Field(() => SessionMatch, { description: 'Its requests that meet the filter, and what they are.' })
  match!: Lazy<SessionMatch>;
}

@ObjectType({ simpleResolvers: true, description: 'A page of sessions.' })
export class SessionConnection {
  @Field(() => [SessionEdge], { description: 'The sessions of the page, with their places.' })
  edges!: Lazy<SessionEdge[]>;

  @Field(() => [Session], { description: 'The sessions of the page.' })
  nodes!: Lazy<Session[]>;

  @Field(() => SessionsPageInfo, { description: 'Where the page stands.' })
  pageInfo!: Lazy<SessionsPageInfo>;

  @Field(() => SessionTotal, {
    nullable: true,
    description:
      'Sessions that the list has. Null, with an error, when it takes too long: a slow number never costs the page.',
  })
  @Directive('@cost(weight: 5)')
  totalCount!: Lazy<SessionTotal>;

  /** What the list was asked for: facets and timeline ask the same. */
  list!: { period?: Period | null; filter?: SessionFilter | null };
}
