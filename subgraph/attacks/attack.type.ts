import { Directive, Field, ID, ObjectType } from 'type-graphql';

@ObjectType({
  simpleResolvers: true,
  description:
    'A group of detections over many requests and possibly many sessions. Whoever detects attacks owns it: here it leads to its sessions and requests.',
})
@Directive('@key(fields: "id")')
export class Attack {
  @Field(() => ID, { description: 'As its source gave it.' })
  id!: string;
}
