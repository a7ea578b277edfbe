import { Ctx, Query, Resolver } from 'type-graphql';
import type { Context } from '../context.ts';
import { SessionsCapabilities } from './capabilities.type.ts';

/** What a console asks before it offers something. */
@Resolver()
export class CapabilitiesResolver {
  @Query(() => SessionsCapabilities, {
    description:
      'What works here: standalone or federated, how long requests are kept, age of the copies used for filters.',
  })
  sessionsCapabilities(@Ctx() { mode, loaders }: Context): SessionsCapabilities {
    // There is no retention yet: nothing is dropped.
    return { mode, retentionDays: null, projections: () => loaders.projections() };
  }
}
