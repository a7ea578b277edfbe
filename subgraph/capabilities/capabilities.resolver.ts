import { Ctx, Query, Resolver } from 'type-graphql';
import { allowedActions } from '../actions/action.type.ts';
import type { Context } from '../context.ts';
import { findRetentionDays } from '../db/kept-days.ts';
import { SessionsCapabilities } from './capabilities.type.ts';

/** What a console asks before it offers something. */
@Resolver()
export class CapabilitiesResolver {
  @Query(() => SessionsCapabilities, {
    nullable: true,
    description:
      'What works here, for this viewer: standalone or federated, scopes, actions allowed, how long requests are kept, age of the copies used for filters.',
  })
  sessionsCapabilities(@Ctx() context: Context): SessionsCapabilities {
    const { mode, loaders, scopes, database } = context;
    return {
      mode,
      scopes: [...scopes],
      actions: allowedActions(context),
      retentionDays: () => findRetentionDays(database.prisma),
      projections: () => loaders.projections(),
    };
  }
}
