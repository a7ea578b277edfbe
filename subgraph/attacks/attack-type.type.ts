import { Directive, Field, ObjectType, registerEnumType } from 'type-graphql';
import {
  ATTACK_TYPES,
  type AttackType,
  attackTypeOf,
  canMarkFalsePositive,
  type Verdict,
  verdictsOf,
} from './attack-types.ts';
import { SessionVerdict } from './attack-verdict.type.ts';

enum SessionAttackCategory {
  INPUT_VALIDATION = 'INPUT_VALIDATION',
  PER_REQUEST = 'PER_REQUEST',
  GRAPHQL = 'GRAPHQL',
  API_SPECIFICATION = 'API_SPECIFICATION',
  BEHAVIOURAL = 'BEHAVIOURAL',
  BOT = 'BOT',
  AI = 'AI',
  OTHER = 'OTHER',
}
registerEnumType(SessionAttackCategory, {
  name: 'SessionAttackCategory',
  description: 'What kind of thing an attack type is.',
  valuesConfig: {
    INPUT_VALIDATION: { description: 'Malicious input in the request; the only kind that can be a false positive.' },
    PER_REQUEST: { description: 'Another property of a single request.' },
    GRAPHQL: { description: 'A GraphQL operation beyond its limits.' },
    API_SPECIFICATION: { description: 'A request that the API specification does not allow.' },
    BEHAVIOURAL: { description: 'A pattern over several requests of one actor.' },
    BOT: { description: 'Automated activity, usually over several sessions.' },
    AI: { description: 'An attack on a language model behind the API.' },
    OTHER: { description: 'A code that this server does not know.' },
  },
});

@ObjectType({ simpleResolvers: true, description: 'An attack type: its code, and what a person calls it.' })
export class SessionAttackType {
  @Field(() => String, { description: 'The code, such as sqli; unknown codes are kept as they come.' })
  code!: string;

  @Field(() => String, { description: 'For people; made of the code where that is unknown.' })
  label!: string;

  @Field(() => SessionAttackCategory, { description: 'What kind of thing it is.' })
  category!: AttackType['category'];

  @Field(() => Boolean, { description: 'Whether a detection of this type can be marked as false positive.' })
  canMarkFalsePositive!: boolean;

  @Field(() => [SessionVerdict], {
    description: 'Verdicts that an attack of this type takes; empty: there is nothing to say of its detector.',
  })
  @Directive('@listSize(assumedSize: 3)')
  verdicts!: readonly Verdict[];
}

export function toAttackType(code: string): SessionAttackType {
  const type = attackTypeOf(code);
  return { ...type, canMarkFalsePositive: canMarkFalsePositive(type), verdicts: verdictsOf(type) };
}

/** All types that have a name here. */
export const SESSION_ATTACK_TYPES: readonly SessionAttackType[] = ATTACK_TYPES.map(({ code }) => toAttackType(code));
