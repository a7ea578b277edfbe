import { Args, Ctx, Directive, FieldResolver, Resolver, Root } from 'type-graphql';
import type { Context } from '../context.ts';
import { Session, SessionConnection } from '../sessions/session.type.ts';
import { ListTimelineArgs, SessionTimelineArgs } from './timeline.args.ts';
import { findListTimeline, findSessionTimeline } from './timeline.service.ts';
import { SessionTimeline } from './timeline.type.ts';

const SIZED = '@listSize(slicingArguments: ["buckets"], sizedFields: ["buckets"], requireOneSlicingArgument: false)';

/** The requests of a session over time. */
@Resolver(() => Session)
export class SessionTimelineResolver {
  @FieldResolver(() => SessionTimeline, {
    nullable: true,
    description:
      'Requests of this part over time: at most 120 buckets, and their sums equal the number of requests under the filter. They reach from the first to the last request of the part, and no further than the period, whatever the filter. Null: no time of the part is in the period; with an error, it takes too long.',
  })
  @Directive('@cost(weight: 50)')
  @Directive(SIZED)
  timeline(
    @Root() session: Session,
    @Args(() => SessionTimelineArgs) args: SessionTimelineArgs,
    @Ctx() context: Context,
  ): Promise<SessionTimeline | null> {
    const { key, date: day, startedAt: first, lastSeenAt: last } = session;
    return findSessionTimeline(context, { part: { key, day }, span: { first, last } }, args);
  }
}

/** The requests of a list over time. */
@Resolver(() => SessionConnection)
export class ListTimelineResolver {
  @FieldResolver(() => SessionTimeline, {
    nullable: true,
    description:
      'Matching requests of all sessions of the list over time, also of those on later pages: the sums of the buckets equal those of match.requestCount. They reach over the whole period, whatever the filter. Where it has no beginning, from the first request that is kept; where it has no end, to the last one, or to `until` if that is later. Null: there is no such time; with an error, it takes too long.',
  })
  @Directive('@cost(weight: 1000)')
  @Directive(SIZED)
  timeline(
    @Root() { list }: SessionConnection,
    @Args(() => ListTimelineArgs) args: ListTimelineArgs,
    @Ctx() context: Context,
  ): Promise<SessionTimeline | null> {
    return findListTimeline(context, list, args);
  }
}
