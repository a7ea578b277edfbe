import { type ClassType, Directive, Field, ID, InterfaceType, ObjectType, registerEnumType } from 'type-graphql';

// What a user did wrong, as results: an action that is refused is an answer, not an exception.

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
  description: 'Why something was refused.',
  valuesConfig: {
    NOT_FOUND: { description: 'It does not exist, or is no longer kept.' },
    FORBIDDEN: { description: 'The viewer may not do this.' },
    INVALID: { description: 'A value of the input cannot be meant.' },
    CONFLICT: { description: 'What is there already speaks against it.' },
    NOT_SUPPORTED: { description: 'This cannot be done with things of this kind.' },
    UNAVAILABLE: { description: 'What is needed for it does not answer now.' },
  },
});

@InterfaceType({ description: 'Why an action was refused.', resolveType: errorTypeOf })
abstract class SessionsError {
  @Field(() => SessionsErrorCode, { description: 'For programs.' })
  code!: `${SessionsErrorCode}`;

  @Field(() => String, { description: 'For people, in English.' })
  message!: string;
}

@ObjectType({
  implements: SessionsError,
  simpleResolvers: true,
  description: 'What the action is about does not exist, or is no longer kept.',
})
export class SessionsNotFoundError extends SessionsError {
  declare code: 'NOT_FOUND';

  @Field(() => ID, { description: 'The id that leads nowhere.' })
  id!: string;
}

@ObjectType({
  implements: SessionsError,
  simpleResolvers: true,
  description: 'The viewer may not do this: sessionsCapabilities says what is allowed.',
})
export class SessionsForbiddenError extends SessionsError {
  declare code: 'FORBIDDEN';
}

@ObjectType({
  implements: SessionsError,
  simpleResolvers: true,
  description: 'A value of the input cannot be meant; the message says what would be right.',
})
export class SessionsInvalidInputError extends SessionsError {
  declare code: 'INVALID';

  @Field(() => [String], { description: 'Place of the value, from the argument down: input, until.' })
  @Directive('@listSize(assumedSize: 2)')
  path!: string[];
}

@ObjectType({
  implements: SessionsError,
  simpleResolvers: true,
  description: 'What is there already speaks against it.',
})
export class SessionsConflictError extends SessionsError {
  declare code: 'CONFLICT';
}

@ObjectType({
  implements: SessionsError,
  simpleResolvers: true,
  description: 'This cannot be done with things of this kind.',
})
export class SessionsNotSupportedError extends SessionsError {
  declare code: 'NOT_SUPPORTED';

  @Field(() => String, { description: 'What can be done in its place, in English.' })
  alternative!: string;
}

/** A refusal as plain data: one of the types above. */
export type Refusal =
  | SessionsNotFoundError
  | SessionsForbiddenError
  | SessionsInvalidInputError
  | SessionsConflictError
  | SessionsNotSupportedError;

/** The type of a refusal, for unions and the interface. */
export function errorTypeOf({ code }: Pick<SessionsError, 'code'>): ClassType<SessionsError> {
  const types: Partial<Record<SessionsError['code'], ClassType<SessionsError>>> = {
    NOT_FOUND: SessionsNotFoundError,
    FORBIDDEN: SessionsForbiddenError,
    INVALID: SessionsInvalidInputError,
    CONFLICT: SessionsConflictError,
    NOT_SUPPORTED: SessionsNotSupportedError,
  };
  const type = types[code];
  if (!type) throw new Error(`no error has the code ${code}`);
  return type;
}

/** Whether the outcome of an action is a refusal. */
export function isRefusal<Outcome extends object>(outcome: Outcome): outcome is Extract<Outcome, Refusal> {
  return 'code' in outcome;
}
