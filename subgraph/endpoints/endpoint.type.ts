import { Field, ID, ObjectType } from 'type-graphql';

@ObjectType({ simpleResolvers: true, description: 'The endpoint of a request, as this server knows it.' })
export class SessionEndpointSummary {
  @Field(() => ID, { description: 'Made of method, host and path template: equal ones have equal ids.' })
  id!: string;

  @Field(() => String, { description: 'HTTP method.' })
  method!: string;

  @Field(() => String, { nullable: true, description: 'Host name; null: the log does not say.' })
  host!: string | null;

  @Field(() => String, { description: 'Path with placeholders for its variable parts: /users/{int}.' })
  pathTemplate!: string;
}
