import { Arg, Ctx, Directive, Query, Resolver } from 'type-graphql';
import type { Context } from '../../context.ts';
import { impactOf } from './impact.service.ts';
import { SessionActionImpactInput, SessionActionImpactResult } from './impact.type.ts';

/** What an action would touch, before it is done. */
@Resolver()
export class ImpactResolver {
  @Query(() => SessionActionImpactResult, {
    nullable: true,
    description: 'What an action would touch of everything that is kept. It does nothing, and is allowed to everybody.',
  })
  @Directive('@cost(weight: 1500)')
  sessionActionImpact(
    @Arg('input', () => SessionActionImpactInput, { description: 'The action that is thought of.' })
    input: SessionActionImpactInput,
    @Ctx() context: Context,
  ): Promise<typeof SessionActionImpactResult> {
    return impactOf(context, input);
  }
}
