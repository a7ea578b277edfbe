import { Arg, Args, Ctx, Directive, FieldResolver, ID, Query, Resolver, Root } from 'type-graphql';
import type { SessionFalsePositiveMark } from '../actions/false-positives/false-positive-mark.type.ts';
import { toAttackType } from '../attacks/attack-type.type.ts';
import type { Context } from '../context.ts';
import { SessionEndpointSummary } from '../endpoints/endpoint.type.ts';
import { Session, toSession } from '../sessions/session.type.ts';
import { SessionRequestsArgs } from './request.args.ts';
import type { DetectionRow, RequestKey, RequestRow } from './request.repository.ts';
import { Request, SessionContent, SessionDetection, SessionRequestConnection, toRequest } from './request.type.ts';
import { listRequests } from './request-list.ts';

/** A request by id, and what belongs to it. */
@Resolver(() => Request)
export class RequestResolver {
  @Query(() => Request, { nullable: true, description: 'One request; null: unknown, or no longer kept.' })
  async request(
    @Arg('id', () => ID, { description: 'Id of a request.' }) id: string,
    @Ctx() context: Context,
  ): Promise<Request | null> {
    const row = await context.loaders.request.load(id);
    return row && toRequest(row);
  }

  @FieldResolver(() => Session, { description: 'The session part it belongs to.' })
  async session(@Root() { row }: Request, @Ctx() context: Context): Promise<Session> {
    const session = await context.loaders.sessionPart.load({ key: row.sessionKey, day: row.day });
    if (!session) throw new Error(`request ${row.id} has no session`);
    return toSession(session);
  }

  @FieldResolver(() => [SessionDetection], { description: 'What was found in it, in the order of the source.' })
  @Directive('@listSize(assumedSize: 2)')
  async detections(@Root() { row }: Request, @Ctx() context: Context): Promise<SessionDetection[]> {
    const rows = await context.loaders.detections.load(keyOf(row));
    return rows.map((each) => ({
      ...each,
      id: `${each.requestId}.${each.position}`,
      type: toAttackType(each.type),
      falsePositiveMark: markOf(each),
    }));
  }

  @FieldResolver(() => SessionEndpointSummary, {
    nullable: true,
    description: 'Its endpoint, as this server knows it; lists and filters use it.',
  })
  endpointSummary(@Root() { row }: Request, @Ctx() context: Context): Promise<SessionEndpointSummary> {
    return context.loaders.endpoint(row.endpointId);
  }

  @FieldResolver(() => SessionContent, { nullable: true, description: 'Headers and bodies; null: not stored.' })
  @Directive('@tag(name: "sensitive")')
  @Directive('@cost(weight: 20)')
  async content(@Root() { row }: Request, @Ctx() context: Context): Promise<SessionContent | null> {
    if (!row.contentStored) return null;
    const found = await context.loaders.content.load(keyOf(row));
    return (found?.content as SessionContent | undefined) ?? null;
  }
}

/** The requests of a session. */
@Resolver(() => Session)
export class SessionRequestsResolver {
  @FieldResolver(() => SessionRequestConnection, { description: 'The requests of this part, newest first.' })
  @Directive(
    '@listSize(slicingArguments: ["first"], sizedFields: ["edges", "nodes"], requireOneSlicingArgument: false)',
  )
  requests(
    @Root() session: Session,
    @Args(() => SessionRequestsArgs) args: SessionRequestsArgs,
    @Ctx() context: Context,
  ): SessionRequestConnection {
    return listRequests(context, { key: session.key, day: session.date }, args);
  }
}

function markOf({ markedAt, markedBy, markReason }: DetectionRow): SessionFalsePositiveMark | null {
  return markedAt && markedBy !== null ? { markedAt, markedBy, reason: markReason } : null;
}

function keyOf({ sessionKey, day, id }: RequestRow): RequestKey {
  return { key: sessionKey, day, id };
}
