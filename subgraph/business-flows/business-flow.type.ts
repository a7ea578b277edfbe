import { Directive, Field, Float, ID, Int, ObjectType } from 'type-graphql';

@ObjectType({ simpleResolvers: true, description: 'A label of the purpose of endpoints: data of the tenant, no enum.' })
@Directive('@key(fields: "code")')
export class BusinessFlow {
  @Field(() => ID, { description: 'What filters ask for: AUTH.' })
  code!: string;

  @Field(() => String, { description: 'What people read.' })
  label!: string;

  @Field(() => String, { nullable: true, description: 'What belongs to it.' })
  description!: string | null;
}

@ObjectType({ simpleResolvers: true, description: 'A business flow that a session touched.' })
export class SessionBusinessFlow {
  @Field(() => BusinessFlow, { description: 'The flow.' })
  flow!: BusinessFlow;

  @Field(() => Int, { description: 'Requests to its endpoints.' })
  requestCount!: number;

  @Field(() => Float, { description: 'Of all requests of the session, 0 to 1.' })
  share!: number;
}
