import { createUnionType, Field, ObjectType, registerEnumType } from 'type-graphql';
import { Session } from '../sessions/session.type.ts';
import { Request } from './request.type.ts';

export enum SessionGoneReason {
  EXPIRED = 'EXPIRED',
  UNKNOWN = 'UNKNOWN',
}
registerEnumType(SessionGoneReason, {
  name: 'SessionGoneReason',
  description: 'Why something leads to no session.',
  valuesConfig: {
    EXPIRED: { description: 'It is older than everything that is kept.' },
    UNKNOWN: { description: 'It was never seen here.' },
  },
});

@ObjectType({ simpleResolvers: true, description: 'The session of a request.' })
export class SessionHit {
  @Field(() => Session, { description: 'The session part that holds the request.' })
  session!: Session;

  @Field(() => Request, { description: 'The request itself.' })
  request!: Request;

  @Field(() => String, { description: "Cursor of the request in the session's newest-first request list." })
  cursor!: string;
}

@ObjectType({ simpleResolvers: true, description: 'There is no session, and why.' })
export class SessionGone {
  @Field(() => SessionGoneReason, { description: 'Why.' })
  reason!: SessionGoneReason;

  @Field(() => String, { description: 'The same in a sentence, in English.' })
  message!: string;
}

export const SessionLookup = createUnionType({
  name: 'SessionLookup',
  description: 'The session of a request, or why there is none.',
  types: () => [SessionHit, SessionGone] as const,
  resolveType: (value) => ('reason' in value ? SessionGone : SessionHit),
});
