import { Directive, Field, ID, ObjectType } from 'type-graphql';

@ObjectType({
  simpleResolvers: true,
  description:
    'Method, host and path template. Whoever discovers APIs owns it: here it leads to its sessions; what this server knows of it is its SessionEndpointSummary.',
})
@Directive('@key(fields: "id")')
export class Endpoint {
  @Field(() => ID, { description: 'Made of method, host and path template: equal ones have equal ids.' })
  id!: string;
}
