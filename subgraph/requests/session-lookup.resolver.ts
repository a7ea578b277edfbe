import { GraphQLDateTime } from 'graphql-scalars';
import { Arg, Ctx, ID, Query, Resolver } from 'type-graphql';
import type { Context } from '../context.ts';
import { utcDay } from '../filters/request-condition.ts';
import { cursorOf } from './request-list.ts';
import { SessionGone, SessionGoneReason, SessionHit, SessionLookup } from './session-lookup.type.ts';

/** The way in from a request of an attack or incident. */
@Resolver()
export class SessionLookupResolver {
  @Query(() => SessionLookup, {
    nullable: true,
    description: 'From a request of an attack or incident: its session; says why when there is none.',
  })
  async sessionForRequest(
    @Arg('requestId', () => ID, { description: 'Id of the request.' }) requestId: string,
    @Arg('at', () => GraphQLDateTime, {
      nullable: true,
      description: 'When the request was made, if known: tells an expired one from an unknown one.',
    })
    at: Date | null,
    @Ctx() { loaders }: Context,
  ): Promise<SessionHit | SessionGone> {
    const row = await loaders.request.load(requestId);
    const session = row && (await loaders.sessionPart.load({ key: row.sessionKey, day: row.day }));
    if (row && session) {
      const cursor = cursorOf('TIME', row);
      return { session: loaders.session(session), request: loaders.oneRequest(row), cursor };
    }
    const oldest = await loaders.oldestDay();
    return at && oldest && utcDay(at) < oldest
      ? { reason: SessionGoneReason.EXPIRED, message: `Requests are kept since ${oldest}: this one is older.` }
      : { reason: SessionGoneReason.UNKNOWN, message: 'No request with this id is known here.' };
  }
}
