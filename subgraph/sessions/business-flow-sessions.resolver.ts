import { Args, ArgsType, Ctx, Directive, Field, FieldResolver, Int, Resolver, Root } from 'type-graphql';
import { BusinessFlow } from '../business-flows/business-flow.type.ts';
import type { Context } from '../context.ts';
import { SessionTimeRange } from '../graphql/filter.input.ts';
import { SessionConnection } from './session.type.ts';
import { listSessions } from './session-list.ts';

@ArgsType()
class FlowSessionsArgs {
  @Field(() => SessionTimeRange, { nullable: true, description: 'Scope of the list; without it, everything kept.' })
  period?: SessionTimeRange | null;

  @Field(() => Int, { defaultValue: 50, description: 'Size of the page, 1 to 200.' })
  first!: number;

  @Field(() => String, { nullable: true, description: 'The page behind this cursor.' })
  after?: string | null;
}

/** From a business flow to its sessions. */
@Resolver(() => BusinessFlow)
export class BusinessFlowSessionsResolver {
  @FieldResolver(() => SessionConnection, {
    nullable: true,
    description: 'Sessions with a request to one of its endpoints, newest activity first.',
  })
  @Directive(
    '@listSize(slicingArguments: ["first"], sizedFields: ["edges", "nodes"], requireOneSlicingArgument: false)',
  )
  sessions(
    @Root() { code }: BusinessFlow,
    @Args(() => FlowSessionsArgs) args: FlowSessionsArgs,
    @Ctx() context: Context,
  ): SessionConnection {
    return listSessions(context, { ...args, filter: { requests: [{ businessFlows: [code] }] } });
  }
}
