import { Field, ID, InterfaceType, ObjectType, registerEnumType } from 'type-graphql';

// What a caller can do wrong in a mutation, as types of the schema: results, not exceptions.

export enum SessionsErrorCode {
  NOT_FOUND = 'NOT_FOUND',
  FORBIDDEN = 'FORBIDDEN',
  INVALID = 'INVALID',
  CONFLICT = 'CONFLICT',
  NOT_SUPPORTED = 'NOT_SUPPORTED',
  UNAVAILABLE = 'UNAVAILABLE',
}
registerEnumType(SessionsErrorCode, {
  name: 'SessionsErrorCode',
  description: 'What kind of error it is.',
  valuesConfig: {
    NOT_FOUND: { description: 'What the input names does not exist here, or is no longer kept.' },
    FORBIDDEN: { description: 'The caller may not do this.' },
    INVALID: { description: 'A value of the input cannot be meant.' },
    CONFLICT: { description: 'It does not fit what happened before.' },
    NOT_SUPPORTED: { description: 'It cannot be done with this subject, whoever asks.' },
    UNAVAILABLE: { description: 'It cannot be done now; later it may.' },
  },
});

@InterfaceType({ description: 'Why a mutation did nothing.' })
export abstract class SessionsError {
  @Field(() => SessionsErrorCode, { description: 'What kind of error it is.' })
  code!: SessionsErrorCode;

  @Field(() => String, { description: 'The same in a sentence, in English.' })
  message!: string;
}

@ObjectType({
  implements: SessionsError,
  simpleResolvers: true,
  description: 'What the input names does not exist here, or is no longer kept.',
})
export class SessionsNotFoundError extends SessionsError {
  @Field(() => ID, { description: 'The id that leads nowhere.' })
  id!: string;
}

@ObjectType({ implements: SessionsError, simpleResolvers: true, description: 'The caller may not do this.' })
export class SessionsForbiddenError extends SessionsError {}

@ObjectType({ implements: SessionsError, simpleResolvers: true, description: 'A value of the input cannot be meant.' })
export class SessionsInvalidInputError extends SessionsError {
  @Field(() => [String], { description: 'Where it stands, from the argument on: input, filter, statuses, 0.' })
  path!: string[];
}

@ObjectType({ implements: SessionsError, simpleResolvers: true, description: 'It does not fit what happened before.' })
export class SessionsConflictError extends SessionsError {}

@ObjectType({
  implements: SessionsError,
  simpleResolvers: true,
  description: 'It cannot be done with this subject, whoever asks.',
})
export class SessionsNotSupportedError extends SessionsError {
  @Field(() => String, { description: 'What can be done in its place.' })
  alternative!: string;
}
