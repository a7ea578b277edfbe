import { Arg, Args, Ctx, Directive, FieldResolver, ID, Query, Resolver, Root } from 'type-graphql';
import type { Context } from '../context.ts';
import { SizedByFirst } from '../graphql/page.args.ts';
import { SessionsArgs } from './session.args.ts';
import { findSession } from './session.reference.ts';
import { Session, SessionConnection } from './session.type.ts';
import { listSessions } from './session-list.ts';

/** Sessions by list, id and key. */
@Resolver(() => Session)
export class SessionResolver {
  @Query(() => SessionConnection, {
    nullable: true,
    description: 'Sessions with at least one request in the period that meets the filter.',
  })
  @SizedByFirst('edges', 'nodes')
  sessions(@Args(() => SessionsArgs) args: SessionsArgs, @Ctx() context: Context): SessionConnection {
    return listSessions(context, args);
  }

  @Query(() => Session, { nullable: true, description: 'One part of a session; null: unknown, or no longer kept.' })
  session(
    @Arg('id', () => ID, { description: 'Id of a session part.' }) id: string,
    @Ctx() context: Context,
  ): Promise<Session | null> {
    return findSession(id, context);
  }

  @Query(() => [Session], { nullable: true, description: 'All day parts of one session key, oldest first.' })
  @Directive('@listSize(assumedSize: 7)')
  async sessionParts(
    @Arg('key', () => ID, { description: 'Key of a session.' }) key: string,
    @Ctx() context: Context,
  ): Promise<Session[]> {
    return (await context.loaders.partsOfKey.load(key)).map(context.loaders.session);
  }

  @FieldResolver(() => [Session], { description: 'All day parts of the same key, this one among them, oldest first.' })
  @Directive('@listSize(assumedSize: 7)')
  async parts(@Root() session: Session, @Ctx() context: Context): Promise<Session[]> {
    return (await context.loaders.partsOfKey.load(session.key)).map(context.loaders.session);
  }
}
