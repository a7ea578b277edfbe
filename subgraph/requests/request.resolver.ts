import { Arg, Args, Ctx, Directive, FieldResolver, ID, Query, Resolver, Root } from 'type-graphql';
import type { Context } from '../context.ts';
import { SessionEndpointSummary } from '../endpoints/endpoint.type.ts';
import { SizedByFirst } from '../graphql/page.args.ts';
import { Session } from '../sessions/session.type.ts';
import { SessionRequestsArgs } from './request.args.ts';
import { findRequest } from './request.reference.ts';
import type { RequestKey, RequestRow } from './request.repository.ts';
import { Request, SessionDetection, SessionParameter, SessionRequestConnection, toDetection } from './request.type.ts';
import { contentStateOf, SessionContent, SessionContentState } from './request-content.type.ts';
import { listRequests } from './request-list.ts';

/** Whether a request has content at all, whoever may see it. */
export function isContentStored(request: unknown): boolean {
  return (request as Request).row.contentStored;
}

/** A request by id, and what belongs to it. */
@Resolver(() => Request)
export class RequestResolver {
  @Query(() => Request, { nullable: true, description: 'One request; null: unknown, or no longer kept.' })
  request(
    @Arg('id', () => ID, { description: 'Id of a request.' }) id: string,
    @Ctx() context: Context,
  ): Promise<Request | null> {
    return findRequest(id, context);
  }

  @FieldResolver(() => Session, { description: 'The session part it belongs to.' })
  async session(@Root() { row }: Request, @Ctx() context: Context): Promise<Session> {
    const session = await context.loaders.sessionPart.load({ key: row.sessionKey, day: row.day });
    if (!session) throw new Error(`request ${row.id} has no session`);
    return context.loaders.session(session);
  }

  @FieldResolver(() => [SessionParameter], {
    description: 'Parameters that identify session, user and role; no secret among them.',
  })
  @Directive('@tag(name: "pii")')
  @Directive('@listSize(assumedSize: 10)')
  parameters(@Root() { row }: Request, @Ctx() context: Context): Promise<SessionParameter[]> {
    return context.loaders.parametersOf(row);
  }

  @FieldResolver(() => [SessionDetection], { description: 'What was found in it, in the order of the source.' })
  @Directive('@listSize(assumedSize: 2)')
  async detections(@Root() { row }: Request, @Ctx() context: Context): Promise<SessionDetection[]> {
    return (await context.loaders.detections.load(keyOf(row))).map(toDetection);
  }

  @FieldResolver(() => SessionEndpointSummary, {
    nullable: true,
    description: 'Its endpoint, as this server knows it; lists and filters use it.',
  })
  endpointSummary(@Root() { row }: Request, @Ctx() context: Context): Promise<SessionEndpointSummary> {
    return context.loaders.endpoint(row.endpointId);
  }

  @FieldResolver(() => SessionContentState, { description: 'Whether headers and bodies can be read.' })
  contentState(@Root() { row }: Request, @Ctx() { scopes }: Context): SessionContentState {
    return contentStateOf(row.contentStored, scopes.has('sessions:content'));
  }

  @FieldResolver(() => SessionContent, { nullable: true, description: 'Headers and bodies; null: not stored.' })
  @Directive('@tag(name: "sensitive")')
  @Directive('@cost(weight: 20)')
  async content(@Root() { row }: Request, @Ctx() context: Context): Promise<SessionContent | null> {
    const found = await context.loaders.content.load(keyOf(row));
    return (found?.content as SessionContent | undefined) ?? null;
  }
}

/** The requests of a session. */
@Resolver(() => Session)
export class SessionRequestsResolver {
  @FieldResolver(() => SessionRequestConnection, { description: 'The requests of this part, newest first.' })
  @SizedByFirst('edges', 'nodes')
  requests(
    @Root() session: Session,
    @Args(() => SessionRequestsArgs) args: SessionRequestsArgs,
    @Ctx() context: Context,
  ): SessionRequestConnection {
    return listRequests(context, { ...session, day: session.date }, args);
  }
}

function keyOf({ sessionKey, day, id }: RequestRow): RequestKey {
  return { key: sessionKey, day, id };
}
