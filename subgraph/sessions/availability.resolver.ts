import { Arg, Args, Ctx, Directive, ID, Query, Resolver } from 'type-graphql';
import { badUserInput } from '../bad-user-input.ts';
import type { Context } from '../context.ts';
import type { SessionFilter } from '../filters/filter.type.ts';
import { utcDay } from '../filters/request-condition.ts';
import { parseSessionId } from '../filters/session-id.ts';
import { totalOf } from '../graphql/connection.type.ts';
import { SessionTimeRange } from '../graphql/filter.input.ts';
import { ForwardPageArgs, SizedByFirst } from '../graphql/page.args.ts';
import { SessionAvailability, SessionAvailabilityState, SessionTarget } from './availability.type.ts';
import { SessionConnection } from './session.type.ts';
import { countSessions } from './session-list.repository.ts';
import { listSessions } from './session-list.ts';

const MAX_TARGETS = 100;
// A button shows "1,000+" beyond.
const SESSIONS_BOUND = 1_000;

/** The ways in from what another console shows. */
@Resolver()
export class AvailabilityResolver {
  @Query(() => SessionConnection, {
    nullable: true,
    description:
      'From an attack (a bot attack too): its sessions. The same as sessions(filter: { requests: [{ attackIds: [...] }] }).',
  })
  @SizedByFirst('edges', 'nodes')
  sessionsForAttack(
    @Arg('attackId', () => ID, { description: 'Id of the attack.' }) attackId: string,
    @Arg('period', () => SessionTimeRange, { nullable: true, description: 'Scope; without it, everything kept.' })
    period: SessionTimeRange | null,
    @Args(() => ForwardPageArgs) page: ForwardPageArgs,
    @Ctx() context: Context,
  ): SessionConnection {
    return listSessions(context, { period, filter: { requests: [{ attackIds: [attackId] }] }, ...page });
  }

  @Query(() => [SessionAvailability], {
    nullable: true,
    description:
      'Why a session, request, attack or endpoint leads to sessions or not; at most 100 targets at once, answered in their order.',
  })
  @Directive('@listSize(assumedSize: 100)')
  @Directive('@cost(weight: 70)')
  async sessionAvailability(
    @Arg('targets', () => [SessionTarget], { description: '1 to 100 targets.' }) targets: SessionTarget[],
    @Ctx() { database, tenant, loaders }: Context,
  ): Promise<SessionAvailability[]> {
    if (targets.length === 0 || targets.length > MAX_TARGETS) throw badUserInput('targets', 'give 1 to 100 targets');
    const lists = targets.map((target, index) => ({ filter: filterOf(target, index) }));
    const counts = await countSessions(database.prisma, tenant, lists, SESSIONS_BOUND);
    const oldest = await loaders.oldestDay();
    return targets.map((target, index) => ({
      state: counts[index]! > 0 ? SessionAvailabilityState.AVAILABLE : absence(target, oldest),
      sessionCount: totalOf(counts[index]!, SESSIONS_BOUND),
    }));
  }
}

function filterOf({ sessionId, requestId, attackId, endpointId }: SessionTarget, index: number): SessionFilter {
  const ids = [sessionId, requestId, attackId, endpointId].filter((id) => id != null);
  if (ids.length !== 1) throw badUserInput(`targets[${index}]`, 'give exactly one id');
  if (sessionId != null) return { ids: [sessionId] };
  if (requestId != null) return { requests: [{ ids: [requestId] }] };
  return { requests: [attackId != null ? { attackIds: [attackId] } : { endpointIds: ids }] };
}

/** The id of a session says its day itself. */
function absence({ sessionId, at }: SessionTarget, oldest: string | null): SessionAvailabilityState {
  const day = (sessionId && parseSessionId(sessionId)?.day) || (at && utcDay(at));
  return day && oldest && day < oldest ? SessionAvailabilityState.EXPIRED : SessionAvailabilityState.UNKNOWN;
}
