import { Directive, Query, Resolver } from 'type-graphql';
import { SESSION_ATTACK_TYPES, SessionAttackType } from './attack-type.type.ts';

/** The vocabulary of attack types. */
@Resolver()
export class AttackTypesResolver {
  @Query(() => [SessionAttackType], { nullable: true, description: 'Labels and abilities of every known attack type.' })
  @Directive('@listSize(assumedSize: 50)')
  sessionAttackTypes(): readonly SessionAttackType[] {
    return SESSION_ATTACK_TYPES;
  }
}
