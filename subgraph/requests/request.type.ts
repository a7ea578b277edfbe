import { GraphQLDateTime } from 'graphql-scalars';
import { Directive, Field, Float, ID, Int, ObjectType, registerEnumType } from 'type-graphql';
import { Attack } from '../attacks/attack.type.ts';
import { SessionAttackType, toAttackType } from '../attacks/attack-type.type.ts';
import { Endpoint } from '../endpoints/endpoint-entity.type.ts';
import { PLAIN_FIELDS, type PlainValues } from '../filters/request-fields.ts';
import { type Lazy, SessionsPageInfo, SessionTotal } from '../graphql/connection.type.ts';
import { SessionParameterSource } from '../sessions/session.type.ts';
import { SessionFalsePositiveMark } from './false-positive-mark.type.ts';
import type { DetectionRow, RequestRow } from './request.repository.ts';

@ObjectType({ simpleResolvers: true, description: 'A parameter that identifies a session, its user or its role.' })
export class SessionParameter {
  @Field(() => String, { description: 'Name of the parameter.' })
  name!: string;

  @Field(() => SessionParameterSource, { description: 'Where it was found.' })
  source!: string;

  @Field(() => String, { nullable: true, description: 'Its value, or the hash of it.' })
  value!: string | null;

  @Field(() => Boolean, { description: 'The value is a hash; the value itself was never stored.' })
  hashed!: boolean;

  @Field(() => Boolean, { description: 'It formed the session key.' })
  key!: boolean;
}

/** Plain fields, as their table has them. */
class PlainRequest {}
ObjectType({ simpleResolvers: true })(PlainRequest);
for (const { property, several, nullable, valueText } of Object.values(PLAIN_FIELDS)) {
  const type = several ? () => [String] : () => String;
  Field(type, { nullable: nullable && !several, description: valueText })(PlainRequest.prototype, property);
  if (several) Directive('@listSize(assumedSize: 2)')(PlainRequest.prototype, property);
}

@ObjectType({ simpleResolvers: true, description: 'One HTTP request with its response.' })
@Directive('@key(fields: "id")')
export class Request extends (PlainRequest as new () => PlainValues) {
  @Field(() => ID, { description: 'The id that a trusted source gave it, or a hash of the log line.' })
  id!: string;

  @Field(() => GraphQLDateTime, { description: 'When it was made, to the millisecond where the log says so.' })
  time!: Date;

  @Field(() => String, { description: 'Path as it was sent, without the query. Secrets are masked.' })
  path!: string;

  @Field(() => String, {
    nullable: true,
    description: 'Query without the question mark; null: none. Secrets are masked.',
  })
  query!: string | null;

  @Field(() => Int, { nullable: true, description: 'Response code; null: no response.' })
  status!: number | null;

  @Field(() => Float, { nullable: true, description: 'Time taken, in milliseconds; null: not known.' })
  durationMs!: number | null;

  @Field(() => Float, { nullable: true, description: 'Size of the response, in bytes; null: not known.' })
  sizeBytes!: number | null;

  @Field(() => String, { nullable: true, description: 'Source address; null: the log does not say.' })
  @Directive('@tag(name: "pii")')
  ip!: string | null;

  @Field(() => String, { nullable: true, description: 'User who made it; null: not known.' })
  @Directive('@tag(name: "pii")')
  user!: string | null;

  @Field(() => String, { nullable: true, description: 'Role of the user; null: not known.' })
  role!: string | null;

  @Field(() => Boolean, { description: 'It was stopped before it reached the API.' })
  blocked!: boolean;

  @Field(() => Endpoint, {
    nullable: true,
    description:
      'Its endpoint, as the system shows it that discovers APIs: an outage there costs this field alone. endpointSummary needs no other system.',
  })
  endpoint!: Endpoint;

  /** The stored row: resolvers of relations need its keys. */
  row!: RequestRow;
}

export function toRequest(row: RequestRow): Request {
  return {
    ...row,
    endpoint: { id: row.endpointId },
    row,
  };
}

@ObjectType({ simpleResolvers: true, description: 'A request in a list.' })
class SessionRequestEdge {
  @Field(() => String, { description: 'Place of this request in the order of the list.' })
  cursor!: () => string;

  @Field(() => Request, { description: 'The request.' })
  node!: Request;

  @Field(() => Int, {
    nullable: true,
    description: '1 for the first request under this filter and order: 3 of 14.',
  })
  @Directive('@cost(weight: 5)')
  position!: Lazy<number>;
}

@ObjectType({ simpleResolvers: true, description: 'A page of requests.' })
export class SessionRequestConnection {
  @Field(() => [SessionRequestEdge], { description: 'The requests of the page, with their places.' })
  edges!: Lazy<SessionRequestEdge[]>;

  @Field(() => [Request], { description: 'The requests of the page.' })
  nodes!: Lazy<Request[]>;

  @Field(() => SessionsPageInfo, { description: 'Where the page stands.' })
  pageInfo!: Lazy<SessionsPageInfo>;

  @Field(() => SessionTotal, { nullable: true, description: 'Requests that the list has.' })
  @Directive('@cost(weight: 5)')
  totalCount!: Lazy<SessionTotal>;
}

enum SessionDetectionAction {
  BLOCKED = 'BLOCKED',
  MONITORED = 'MONITORED',
}
registerEnumType(SessionDetectionAction, {
  name: 'SessionDetectionAction',
  description: 'What the detector did.',
  valuesConfig: {
    BLOCKED: { description: 'It stopped the request.' },
    MONITORED: { description: 'It let the request pass.' },
  },
});

@ObjectType({ simpleResolvers: true, description: 'A remark of the detector.' })
class SessionTag {
  @Field(() => String, { description: 'What it is about, such as rule or severity.' })
  key!: string;

  @Field(() => String, { description: 'What it says.' })
  value!: string;
}

@ObjectType({ simpleResolvers: true, description: 'One attack type found in one request.' })
export class SessionDetection {
  @Field(() => ID, { description: 'Made of the request and the place of the detection in it.' })
  id!: string;

  @Field(() => ID, {
    nullable: true,
    description: 'The attack it belongs to. Null: the source grouped it under no attack.',
  })
  attackId!: string | null;

  @Field(() => Attack, {
    nullable: true,
    description:
      'The same attack, as the system shows it that detects attacks: an outage there costs this field alone. Null where attackId is.',
  })
  attack!: Attack | null;

  @Field(() => SessionAttackType, { description: 'What was found.' })
  type!: SessionAttackType;

  @Field(() => String, {
    nullable: true,
    description: 'The malicious input, written by the attacker; null: not known.',
  })
  @Directive('@tag(name: "sensitive")')
  payload!: string | null;

  @Field(() => String, {
    nullable: true,
    description: 'Where it was found, in the words of the source; null: not known.',
  })
  parameter!: string | null;

  @Field(() => [SessionTag], { description: 'Remarks of the detector.' })
  @Directive('@listSize(assumedSize: 4)')
  tags!: SessionTag[];

  @Field(() => SessionDetectionAction, { description: 'What the detector did.' })
  action!: 'BLOCKED' | 'MONITORED';

  @Field(() => Boolean, { description: 'Judged to be no attack: it counts nowhere unless asked for.' })
  falsePositive!: boolean;

  @Field(() => SessionFalsePositiveMark, {
    nullable: true,
    description: 'Who judged it so here; null: nobody, or its source did.',
  })
  falsePositiveMark!: SessionFalsePositiveMark | null;
}

export function toDetection(row: DetectionRow): SessionDetection {
  return {
    ...row,
    id: `${row.requestId}.${row.position}`,
    attack: row.attackId === null ? null : { id: row.attackId },
    type: toAttackType(row.type),
    falsePositiveMark: markOf(row),
  };
}

function markOf(row: DetectionRow): SessionFalsePositiveMark | null {
  const { markedAt, markedBy, markReason: reason, markRequestId, markPosition } = row;
  if (!markedAt || markedBy === null) return null;
  return { detectionId: `${markRequestId}.${markPosition}`, markedAt, markedBy, reason };
}
