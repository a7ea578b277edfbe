import { Directive, Field, Float, Int, ObjectType } from 'type-graphql';
import { SessionAttackType } from '../attacks/attack-type.type.ts';
import { SessionEndpointSummary } from '../endpoints/endpoint.type.ts';
import { Endpoint } from '../endpoints/endpoint-entity.type.ts';
import type { Lazy } from '../graphql/connection.type.ts';

// The most frequent values of a session, as its row shows them.

@ObjectType({ simpleResolvers: true, description: 'A source address of a session.' })
export class SessionIp {
  @Field(() => String, { description: 'IPv4 or IPv6, in its canonical spelling.' })
  address!: string;

  @Field(() => String, {
    nullable: true,
    description: 'ISO 3166-1 alpha-2, of its newest request here; null: not known.',
  })
  countryCode!: Lazy<string | null>;

  @Field(() => [String], { description: 'Datacenter name, VPN, Tor, proxy, ..., of its newest request here.' })
  @Directive('@listSize(assumedSize: 2)')
  tags!: Lazy<string[]>;

  @Field(() => Int, { description: 'Requests from it.' })
  requestCount!: number;

  @Field(() => Float, { description: 'Of all requests of the session, 0 to 1.' })
  share!: number;
}

@ObjectType({ simpleResolvers: true, description: 'A host of a session.' })
export class SessionHost {
  @Field(() => String, { description: 'Host name, lower case.' })
  host!: string;

  @Field(() => Int, { description: 'Requests to it.' })
  requestCount!: number;
}

@ObjectType({ simpleResolvers: true, description: 'An attack type that was found in a session.' })
export class SessionAttackTypeUsage {
  @Field(() => SessionAttackType, { description: 'The type.' })
  type!: SessionAttackType;

  @Field(() => Int, { description: 'Detections of it; those marked as false positive are not counted.' })
  detectionCount!: number;

  @Field(() => Int, { description: 'Requests with at least one.' })
  requestCount!: number;

  @Field(() => Float, { description: 'Of all detections of the session, 0 to 1.' })
  share!: number;
}

@ObjectType({ simpleResolvers: true, description: 'An endpoint that a session used.' })
export class SessionEndpointUsage {
  @Field(() => SessionEndpointSummary, { description: 'The endpoint.' })
  summary!: Lazy<SessionEndpointSummary>;

  @Field(() => Endpoint, {
    nullable: true,
    description: 'The same, as the system shows it that discovers APIs: an outage there costs this field alone.',
  })
  endpoint!: Endpoint;

  @Field(() => Int, { description: 'Requests to it.' })
  requestCount!: number;

  @Field(() => Float, { description: 'Of all requests of the session, 0 to 1.' })
  share!: number;
}
