import { Args, Ctx, Directive, FieldResolver, Resolver, Root } from 'type-graphql';
import { Attack } from '../attacks/attack.type.ts';
import type { Context } from '../context.ts';
import { ForwardPageArgs, SizedByFirst } from '../graphql/page.args.ts';
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
  @SizedByFirst('edges', 'nodes')
  @Directive('@cost(weight: 5)')
  sessionRequests(
    @Root() { id }: Attack,
    @Args(() => ForwardPageArgs) page: ForwardPageArgs,
    @Ctx() context: Context,
  ): SessionRequestConnection {
    return listRequestsOfAttack(context, id, page);
  }
}
