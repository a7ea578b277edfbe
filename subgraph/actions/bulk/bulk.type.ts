import { GraphQLDateTime } from 'graphql-scalars';
import { createUnionType, Directive, Field, ID, InputType, Int, ObjectType, registerEnumType } from 'type-graphql';
import { SessionFilter, SessionTimeRange } from '../../graphql/filter.input.ts';
import {
  errorTypeOf,
  SessionsConflictError,
  SessionsErrorCode,
  SessionsForbiddenError,
  SessionsInvalidInputError,
  SessionsNotFoundError,
} from '../errors.type.ts';
import { SessionActionImpact } from '../impact/impact.type.ts';

const KEY = 'Made by the caller, 1 to 200 characters: a repeated call with the same key and input does nothing more.';

@InputType({ description: 'All sessions that a list with this scope and filter has.' })
export class SessionsMatchingInput {
  @Field(() => SessionTimeRange, { nullable: true, description: 'Scope of the list; without it, everything kept.' })
  period?: SessionTimeRange | null;

  @Field(() => SessionFilter, { nullable: true, description: 'What sessions and their requests must meet.' })
  filter?: SessionFilter | null;
}

@InputType({ description: 'Sessions, at most 500: either of these.' })
export class SessionSelectionInput {
  @Field(() => [ID], { nullable: true, description: 'Ids of session parts; one that is given twice counts once.' })
  sessionIds?: string[] | null;

  @Field(() => SessionsMatchingInput, {
    nullable: true,
    description: 'Those that match when it is read: as many as the totalCount of the list at that moment.',
  })
  matching?: SessionsMatchingInput | null;
}

export enum SessionBulkAction {
  BLOCK = 'BLOCK',
  UNBLOCK = 'UNBLOCK',
}
registerEnumType(SessionBulkAction, {
  name: 'SessionBulkAction',
  description: 'What is done to many sessions at once.',
  valuesConfig: {
    BLOCK: { description: 'blockSessions.' },
    UNBLOCK: { description: 'unblockSessions.' },
  },
});

export enum SessionBulkOutcome {
  DONE = 'DONE',
  UNCHANGED = 'UNCHANGED',
  REFUSED = 'REFUSED',
}
registerEnumType(SessionBulkOutcome, {
  name: 'SessionBulkOutcome',
  description: 'What comes of one of the sessions.',
  valuesConfig: {
    DONE: { description: 'It is changed, with everything that belongs to it.' },
    UNCHANGED: { description: 'It is so already, and stays as it is.' },
    REFUSED: { description: 'It cannot be done, and nothing of it is.' },
  },
});

@ObjectType({ simpleResolvers: true, description: 'What comes of one of the sessions.' })
export class SessionBulkRow {
  @Field(() => ID, { description: 'Id of the session part, as it was selected.' })
  sessionId!: string;

  @Field(() => SessionBulkOutcome, { description: 'What comes of it. Parts of one key share it.' })
  outcome!: `${SessionBulkOutcome}`;

  @Field(() => SessionsErrorCode, { nullable: true, description: 'Why it is refused; null: it is not.' })
  code!: `${SessionsErrorCode}` | null;

  @Field(() => String, {
    nullable: true,
    description: 'Why it is refused or unchanged, for people, in English; null: it is done.',
  })
  message!: string | null;
}

@InputType({ description: 'An action on many sessions that is thought of.' })
export class SessionBulkImpactInput {
  @Field(() => SessionBulkAction, { description: 'What is thought of.' })
  action!: `${SessionBulkAction}`;

  @Field(() => SessionSelectionInput, { description: 'Which sessions.' })
  selection!: SessionSelectionInput;
}

@ObjectType({ simpleResolvers: true, description: 'What an action on many sessions would come to.' })
export class SessionBulkImpact {
  @Field(() => GraphQLDateTime, { description: 'When the selection was read.' })
  readAt!: Date;

  @Field(() => Int, { description: 'Sessions of the selection: all of them, or it would be an error.' })
  sessionCount!: number;

  @Field(() => [ID], {
    description:
      'Their ids, newest day first, or as they were given: what to send in the action, so that it is about these and none that come meanwhile.',
  })
  @Directive('@listSize(assumedSize: 500)')
  sessionIds!: string[];

  @Field(() => Int, { description: 'Those of them that would be changed.' })
  doneCount!: number;

  @Field(() => Int, { description: 'Those of them that are so already.' })
  unchangedCount!: number;

  @Field(() => Int, { description: 'Those of them that would be refused.' })
  refusedCount!: number;

  @Field(() => [SessionBulkRow], { description: 'Those that would not be changed, and why.' })
  @Directive('@listSize(assumedSize: 500)')
  exceptions!: SessionBulkRow[];

  @Field(() => SessionActionImpact, {
    description:
      'All requests of the keys that would be changed, those of parts that are not selected among them, whatever the applications of a block.',
  })
  impact!: SessionActionImpact;
}

export const SessionBulkImpactResult = createUnionType({
  name: 'SessionBulkImpactResult',
  description: 'What an action on many sessions would come to, or why all of it would be refused.',
  types: () => [SessionBulkImpact, SessionsInvalidInputError] as const,
  resolveType: (value) => ('code' in value ? SessionsInvalidInputError : SessionBulkImpact),
});

@InputType({ description: 'Which sessions are to be blocked, and why.' })
export class SessionsBlockInput {
  @Field(() => ID, { description: KEY })
  idempotencyKey!: string;

  @Field(() => SessionSelectionInput, { description: 'Which sessions; their keys are blocked, with all parts.' })
  selection!: SessionSelectionInput;

  @Field(() => [String], {
    nullable: true,
    description: 'Applications to keep them out of, at most 100; empty or missing: all.',
  })
  applications?: string[] | null;

  @Field(() => GraphQLDateTime, {
    nullable: true,
    description: 'When the blocks end by themselves, in the future; missing: never.',
  })
  until?: Date | null;

  @Field(() => String, { description: 'Why, for those who come later; 1 to 2000 characters.' })
  reason!: string;
}

@InputType({ description: 'Which sessions are to be unblocked.' })
export class SessionsUnblockInput {
  @Field(() => ID, { description: KEY })
  idempotencyKey!: string;

  @Field(() => SessionSelectionInput, { description: 'Which sessions; their keys are unblocked, with all parts.' })
  selection!: SessionSelectionInput;
}

@InputType({ description: 'What is to be taken back.' })
export class SessionBlocksUndoInput {
  @Field(() => ID, { description: KEY })
  idempotencyKey!: string;

  @Field(() => ID, { description: 'The bulkId that the action was answered with, within 30 days.' })
  bulkId!: string;
}

@ObjectType({ simpleResolvers: true, description: 'It was done as far as it could be: what came of each session.' })
export class SessionBulkSuccess {
  @Field(() => ID, {
    nullable: true,
    description: 'What takes it back (undoSessionBlocks); null: nothing was changed.',
  })
  bulkId!: string | null;

  @Field(() => Int, { description: 'Sessions that were changed.' })
  doneCount!: number;

  @Field(() => Int, { description: 'Sessions that were so already.' })
  unchangedCount!: number;

  @Field(() => Int, { description: 'Sessions that were refused.' })
  refusedCount!: number;

  @Field(() => [SessionBulkRow], {
    description: 'Every session of the selection, in its order; of an undo, those that were changed.',
  })
  @Directive('@listSize(assumedSize: 500)')
  rows!: SessionBulkRow[];
}

export const SessionBulkResult = createUnionType({
  name: 'SessionBulkResult',
  description: 'What came of each session, or why all of it was refused.',
  types: () =>
    [
      SessionBulkSuccess,
      SessionsNotFoundError,
      SessionsForbiddenError,
      SessionsInvalidInputError,
      SessionsConflictError,
    ] as const,
  resolveType: (value) => ('code' in value ? errorTypeOf(value) : SessionBulkSuccess),
});
