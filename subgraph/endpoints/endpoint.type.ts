import { Directive, Field, Float, ID, ObjectType } from 'type-graphql';
import { SessionEndpointKind, SessionRogueKind, SessionSensitiveData } from '../graphql/filter-enums.type.ts';
import { SessionProtectionState } from './protection-state.type.ts';

@ObjectType({ simpleResolvers: true, description: 'A measure that protects an endpoint.' })
export class SessionProtection {
  @Field(() => String, { description: 'What it is called.' })
  name!: string;

  @Field(() => SessionProtectionState, { description: 'What it does now.' })
  state!: SessionProtectionState;
}

@ObjectType({
  simpleResolvers: true,
  description: 'The endpoint of a request, as this server knows it now: by API specifications, flow rules and entries.',
})
export class SessionEndpointSummary {
  @Field(() => ID, { description: 'Made of method, host and path template: equal ones have equal ids.' })
  id!: string;

  @Field(() => String, { description: 'HTTP method.' })
  method!: string;

  @Field(() => String, { nullable: true, description: 'Host name; null: the log does not say.' })
  host!: string | null;

  @Field(() => String, {
    description: 'Path with placeholders for its variable parts, as a specification names them or made: /users/{int}.',
  })
  pathTemplate!: string;

  @Field(() => Float, { nullable: true, description: '1 to 10; null: not known.' })
  riskScore!: number | null;

  @Field(() => [String], { description: 'What the risk comes from, in the words of the discovery.' })
  @Directive('@listSize(assumedSize: 3)')
  riskReasons!: string[];

  @Field(() => Boolean, {
    description:
      'It is known to be there: it answered 2xx or 3xx to a request that was not blocked and is kept, or a specification knows it.',
  })
  confirmed!: boolean;

  @Field(() => Boolean, {
    description:
      'Requests to any path share it, by the template /{other}: their own endpoints would be more than a host may have here (SESSIONS_ENDPOINTS_PER_HOST).',
  })
  shared!: boolean;

  @Field(() => SessionEndpointKind, { nullable: true, description: 'What it is; null: nothing says it.' })
  kind!: SessionEndpointKind | null;

  @Field(() => SessionRogueKind, {
    nullable: true,
    description:
      'Null: a specification knows it, or none covers its host, or it is not confirmed. A discovery may say otherwise.',
  })
  rogue!: SessionRogueKind | null;

  @Field(() => [SessionProtection], { description: 'Measures that protect it; empty: none known.' })
  @Directive('@listSize(assumedSize: 3)')
  protections!: SessionProtection[];

  @Field(() => [SessionSensitiveData], { description: 'Kinds of sensitive data that it handles; empty: none known.' })
  @Directive('@listSize(assumedSize: 2)')
  sensitiveData!: SessionSensitiveData[];

  /** Codes of its business flows. */
  flowCodes!: string[];
}
