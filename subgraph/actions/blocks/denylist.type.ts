import { GraphQLDateTime } from 'graphql-scalars';
import { createUnionType, Directive, Field, ID, InputType, ObjectType } from 'type-graphql';
import { type Lazy, SessionsPageInfo, SessionTotal } from '../../graphql/connection.type.ts';
import { Session } from '../../sessions/session.type.ts';
import {
  errorTypeOf,
  SessionsConflictError,
  SessionsForbiddenError,
  SessionsInvalidInputError,
  SessionsNotFoundError,
} from '../errors.type.ts';

@ObjectType({
  simpleResolvers: true,
  description: 'A session key that is, or was, blocked: all its day parts, later ones too.',
})
export class SessionDenylistEntry {
  @Field(() => ID, { description: 'Id of the entry.' })
  id!: string;

  @Field(() => ID, { description: 'The key that it is about.' })
  sessionKey!: string;

  @Field(() => Boolean, { description: 'It is in force now: nobody ended it, and its time is not over.' })
  active!: boolean;

  @Field(() => GraphQLDateTime, { description: 'When it was blocked.' })
  createdAt!: Date;

  @Field(() => String, { description: 'Who blocked it.' })
  createdBy!: string;

  @Field(() => [String], { description: 'Applications that it is kept out of; empty: all.' })
  @Directive('@listSize(assumedSize: 2)')
  applications!: string[];

  @Field(() => GraphQLDateTime, { nullable: true, description: 'When it ends by itself; null: never.' })
  until!: Date | null;

  @Field(() => String, { description: 'Why, in the words of who did it.' })
  reason!: string;

  @Field(() => GraphQLDateTime, { nullable: true, description: 'When somebody unblocked it; null: nobody did.' })
  endedAt!: Date | null;

  @Field(() => String, { nullable: true, description: 'Who unblocked it; null: nobody did.' })
  endedBy!: string | null;
}

@ObjectType({ simpleResolvers: true, description: 'A page of the denylist.' })
export class SessionDenylistConnection {
  @Field(() => [SessionDenylistEntry], { description: 'The entries of the page.' })
  nodes!: Lazy<SessionDenylistEntry[]>;

  @Field(() => SessionsPageInfo, { description: 'Where the page stands.' })
  pageInfo!: Lazy<SessionsPageInfo>;

  @Field(() => SessionTotal, { nullable: true, description: 'Entries that the list has.' })
  @Directive('@cost(weight: 5)')
  totalCount!: Lazy<SessionTotal>;
}

@InputType({ description: 'What is to be blocked, and why.' })
export class SessionBlockInput {
  @Field(() => ID, {
    description:
      'Made by the caller, 1 to 200 characters: a repeated call with the same key and input does nothing more.',
  })
  idempotencyKey!: string;

  @Field(() => ID, { description: 'Id of a part of the session; its key is blocked, with all parts.' })
  sessionId!: string;

  @Field(() => [String], {
    nullable: true,
    description: 'Applications to keep it out of, at most 100; empty or missing: all.',
  })
  applications?: string[] | null;

  @Field(() => GraphQLDateTime, {
    nullable: true,
    description: 'When it ends by itself, in the future; missing: never.',
  })
  until?: Date | null;

  @Field(() => String, { description: 'Why, for those who come later; 1 to 2000 characters.' })
  reason!: string;
}

@InputType({ description: 'Whom to unblock.' })
export class SessionUnblockInput {
  @Field(() => ID, {
    description:
      'Made by the caller, 1 to 200 characters: a repeated call with the same key and input does nothing more.',
  })
  idempotencyKey!: string;

  @Field(() => ID, { description: 'Id of a part of the session; its key is unblocked, with all parts.' })
  sessionId!: string;
}

@ObjectType({ simpleResolvers: true, description: 'The session is blocked, or not, as it was wanted.' })
class SessionBlockSuccess {
  @Field(() => Session, { description: 'The session part that was named, as it is now.' })
  session!: Session;
}

export const SessionBlockResult = createUnionType({
  name: 'SessionBlockResult',
  description: 'The session is as it was wanted, or why not.',
  types: () =>
    [
      SessionBlockSuccess,
      SessionsNotFoundError,
      SessionsForbiddenError,
      SessionsInvalidInputError,
      SessionsConflictError,
    ] as const,
  resolveType: (value) => ('code' in value ? errorTypeOf(value) : SessionBlockSuccess),
});
