import { Arg, Ctx, Directive, FieldResolver, Int, Resolver, Root } from 'type-graphql';
import { Attack } from '../attacks/attack.type.ts';
import type { Context } from '../context.ts';
import { SessionRequestConnection } from './request.type.ts';
import { listRequestsOfAttack } from './request-list.ts';

/** From an attack to its requests. */
@Resolver(() => Attack)
export class AttackRequestsResolver {
  @FieldResolver(() => SessionRequestConnection, {
    nullable: true,
    description:
      'Requests with a detection of this attack, also one that is marked as false positive, newest first over all sessions. Empty where the attack is not known here.',
  })
  @Directive(
    '@listSize(slicingArguments: ["first"], sizedFields: ["edges", "nodes"], requireOneSlicingArgument: false)',
  )
  @Directive('@cost(weight: 5)')
  sessionRequests(
    @Root() { id }: Attack,
    @Arg('first', () => Int, { defaultValue: 50, description: 'Size of the page, 1 to 200.' }) first: number,
    @Arg('after', () => String, { nullable: true, description: 'The page after this cursor.' }) after: string | null,
    @Ctx() context: Context,
  ): SessionRequestConnection {
    return listRequestsOfAttack(context, id, { first, after });
  }
}
