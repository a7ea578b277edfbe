import { createUnionType, Field, ID, InputType, ObjectType } from 'type-graphql';
import { Attack } from '../../attacks/attack.type.ts';
import { SessionAttackVerdict, SessionVerdict } from '../../attacks/attack-verdict.type.ts';
import {
  errorTypeOf,
  SessionsConflictError,
  SessionsForbiddenError,
  SessionsInvalidInputError,
  SessionsNotFoundError,
  SessionsNotSupportedError,
} from '../errors.type.ts';

const KEY = 'Made by the caller, 1 to 200 characters: a repeated call with the same key and input does nothing more.';

@InputType({ description: 'What is to be said of an attack, and why.' })
export class SessionAttackVerdictInput {
  @Field(() => ID, { description: KEY })
  idempotencyKey!: string;

  @Field(() => ID, { description: 'Id of the attack, as detections name it.' })
  attackId!: string;

  @Field(() => SessionVerdict, { description: 'Whether its detector was right.' })
  verdict!: SessionAttackVerdict['verdict'];

  @Field(() => String, { description: 'Why, for those who come later; 1 to 2000 characters.' })
  reason!: string;
}

@InputType({ description: 'Of which attack the verdict is to be taken back.' })
export class SessionAttackVerdictWithdrawalInput {
  @Field(() => ID, { description: KEY })
  idempotencyKey!: string;

  @Field(() => ID, { description: 'Id of the attack.' })
  attackId!: string;
}

@ObjectType({ simpleResolvers: true, description: 'The attack is judged, or not, as it was wanted.' })
class SessionAttackVerdictSuccess {
  @Field(() => Attack, { description: 'The attack.' })
  attack!: Attack;

  @Field(() => SessionAttackVerdict, { nullable: true, description: 'The verdict on it now; null: there is none.' })
  verdict!: SessionAttackVerdict | null;
}

export const SessionAttackVerdictResult = createUnionType({
  name: 'SessionAttackVerdictResult',
  description: 'The attack is judged as it was wanted, or why not.',
  types: () =>
    [
      SessionAttackVerdictSuccess,
      SessionsNotFoundError,
      SessionsForbiddenError,
      SessionsInvalidInputError,
      SessionsConflictError,
      SessionsNotSupportedError,
    ] as const,
  resolveType: (value) => ('code' in value ? errorTypeOf(value) : SessionAttackVerdictSuccess),
});
