import { createUnionType, Field, ID, InputType, Int, ObjectType } from 'type-graphql';
import { Request } from '../../requests/request.type.ts';
import {
  errorTypeOf,
  SessionsConflictError,
  SessionsForbiddenError,
  SessionsNotFoundError,
  SessionsNotSupportedError,
} from '../errors.type.ts';

@InputType({ description: 'A detection that is, or is after all not, a false positive.' })
export class SessionFalsePositiveInput {
  @Field(() => ID, {
    description:
      'Made by the caller, 1 to 200 characters: a repeated call with the same key and input does nothing more.',
  })
  idempotencyKey!: string;

  @Field(() => ID, { description: 'Id of the detection.' })
  detectionId!: string;

  @Field(() => String, { nullable: true, description: 'Why, for those who come later; at most 2000 characters.' })
  reason?: string | null;
}

@ObjectType({ simpleResolvers: true, description: 'The detection is as it was wanted.' })
class SessionFalsePositiveSuccess {
  @Field(() => Request, { description: 'The request of the detection, as it is now.' })
  request!: Request;

  @Field(() => Int, {
    description:
      'Requests that were changed: the one of the detection, and when a mark is taken back also those that it silenced when they were imported. 0: it was so already.',
  })
  affectedRequests!: number;
}

export const SessionFalsePositiveResult = createUnionType({
  name: 'SessionFalsePositiveResult',
  description: 'The detection is as it was wanted, or why not.',
  types: () =>
    [
      SessionFalsePositiveSuccess,
      SessionsNotFoundError,
      SessionsForbiddenError,
      SessionsConflictError,
      SessionsNotSupportedError,
    ] as const,
  resolveType: (value) => ('code' in value ? errorTypeOf(value) : SessionFalsePositiveSuccess),
});
