import { Arg, Ctx, Directive, FieldResolver, Int, Resolver, Root } from 'type-graphql';
import { toAttackType } from '../attacks/attack-type.type.ts';
import type { Context } from '../context.ts';
import type { Dimension } from '../filters/dimensions.ts';
import { once } from '../graphql/once.ts';
import { SizedByFirst } from '../graphql/page.args.ts';
import { checkFirst } from '../graphql/page.ts';
import type { ValueRow } from './session.repository.ts';
import { Session } from './session.type.ts';
import { SessionAttackTypeUsage, SessionEndpointUsage, SessionHost, SessionIp } from './session-values.type.ts';

/** How many values a field gives. */
const HowMany = (defaultValue: number) => Arg('first', () => Int, { defaultValue, description: 'How many, 1 to 200.' });

/** The most frequent values of a session. All fields of all sessions of a page share one query. */
@Resolver(() => Session)
export class SessionValuesResolver {
  @FieldResolver(() => [String], { description: 'Users, most frequent first.' })
  @Directive('@tag(name: "pii")')
  @SizedByFirst()
  @Directive('@cost(weight: 1)')
  async users(@Root() session: Session, @Ctx() context: Context, @HowMany(3) first: number) {
    return (await topValues(context, session, 'USER', first)).map(({ value }) => value);
  }

  @FieldResolver(() => [String], { description: 'Roles of the users, most frequent first.' })
  @SizedByFirst()
  @Directive('@cost(weight: 1)')
  async roles(@Root() session: Session, @Ctx() context: Context, @HowMany(3) first: number) {
    return (await topValues(context, session, 'ROLE', first)).map(({ value }) => value);
  }

  @FieldResolver(() => [String], { description: 'Applications, most frequent first.' })
  @SizedByFirst()
  @Directive('@cost(weight: 1)')
  async applications(@Root() session: Session, @Ctx() context: Context, @HowMany(3) first: number) {
    return (await topValues(context, session, 'APPLICATION', first)).map(({ value }) => value);
  }

  @FieldResolver(() => [SessionIp], { description: 'Source addresses, most frequent first.' })
  @SizedByFirst()
  @Directive('@tag(name: "pii")')
  async ips(@Root() session: Session, @Ctx() context: Context, @HowMany(3) first: number): Promise<SessionIp[]> {
    const rows = await topValues(context, session, 'IP', first);
    return rows.map(({ value: address, requests }) => {
      const facts = once(async () => {
        const [row] = await context.loaders.addressFacts.load({
          ...partOf(session),
          address,
          requests,
          ofRequests: session.requestCount,
        });
        return row;
      });
      return {
        address,
        requestCount: requests,
        share: requests / session.requestCount,
        countryCode: async () => (await facts())?.countryCode ?? null,
        tags: async () => (await facts())?.sourceTags ?? [],
      };
    });
  }

  @FieldResolver(() => [SessionHost], { description: 'Hosts, most frequent first.' })
  @SizedByFirst()
  async hosts(@Root() session: Session, @Ctx() context: Context, @HowMany(3) first: number): Promise<SessionHost[]> {
    const rows = await topValues(context, session, 'HOST', first);
    return rows.map(({ value, requests }) => ({ host: value, requestCount: requests }));
  }

  @FieldResolver(() => [SessionAttackTypeUsage], { description: 'Attack types, most requests first.' })
  @SizedByFirst()
  async attackTypes(
    @Root() session: Session,
    @Ctx() context: Context,
    @HowMany(3) first: number,
  ): Promise<SessionAttackTypeUsage[]> {
    const rows = await topValues(context, session, 'ATTACK_TYPE', first);
    return rows.map(({ value, requests, detections }) => ({
      type: toAttackType(value),
      detectionCount: detections,
      requestCount: requests,
      share: detections / session.attackCount,
    }));
  }

  @FieldResolver(() => [SessionEndpointUsage], { description: 'Endpoints, most frequent first.' })
  @SizedByFirst()
  async topEndpoints(
    @Root() session: Session,
    @Ctx() context: Context,
    @HowMany(2) first: number,
  ): Promise<SessionEndpointUsage[]> {
    const rows = await topValues(context, session, 'ENDPOINT', first);
    return rows.map(({ value, requests }) => ({
      summary: () => context.loaders.endpoint(value),
      endpoint: { id: value },
      requestCount: requests,
      share: requests / session.requestCount,
    }));
  }
}

function partOf(session: Session) {
  return { key: session.key, day: session.date };
}

function topValues(context: Context, session: Session, dimension: Dimension, first: number): Promise<ValueRow[]> {
  checkFirst(first);
  return context.loaders.topValues.load({ ...partOf(session), dimension, limit: first });
}
