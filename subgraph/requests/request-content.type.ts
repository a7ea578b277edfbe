import { Directive, Field, Float, ObjectType, registerEnumType } from 'type-graphql';

export enum SessionContentState {
  AVAILABLE = 'AVAILABLE',
  FORBIDDEN = 'FORBIDDEN',
  NOT_STORED = 'NOT_STORED',
}
registerEnumType(SessionContentState, {
  name: 'SessionContentState',
  description: 'Whether headers and bodies can be read.',
  valuesConfig: {
    AVAILABLE: { description: 'They are stored.' },
    FORBIDDEN: { description: 'They are stored, and you may not see them: it needs the scope sessions:content.' },
    NOT_STORED: { description: 'They are not: only malicious requests keep theirs.' },
  },
});

/** @param mayRead the viewer has the scope for content */
export function contentStateOf(isStored: boolean, mayRead: boolean): SessionContentState {
  if (!isStored) return SessionContentState.NOT_STORED;
  return mayRead ? SessionContentState.AVAILABLE : SessionContentState.FORBIDDEN;
}

@ObjectType({ simpleResolvers: true, description: 'A header.' })
class SessionHeader {
  @Field(() => String, { description: 'Name, as it was sent.' })
  name!: string;

  @Field(() => String, { description: 'Value; secrets in it are replaced by ***.' })
  value!: string;

  @Field(() => Boolean, { description: 'The value, or part of it, was taken out before it was stored.' })
  masked!: boolean;
}

@ObjectType({ simpleResolvers: true, description: 'A body. Exactly one of text and base64 is given.' })
export class SessionBody {
  @Field(() => String, { nullable: true, description: 'Media type; null: not known.' })
  mediaType!: string | null;

  @Field(() => Float, { description: 'Size in bytes as it was sent, also where it was cut.' })
  sizeBytes!: number;

  @Field(() => Boolean, { description: 'Only the beginning is stored.' })
  truncated!: boolean;

  @Field(() => String, { nullable: true, description: 'The body as text; secrets in it are replaced.' })
  text?: string | null;

  @Field(() => String, { nullable: true, description: 'The body in base64 where it is no text.' })
  base64?: string | null;
}

@ObjectType({ simpleResolvers: true, description: 'Headers and bodies of a request and its response.' })
export class SessionContent {
  @Field(() => [SessionHeader], { description: 'Headers of the request, in their order.' })
  @Directive('@listSize(assumedSize: 15)')
  requestHeaders!: SessionHeader[];

  @Field(() => SessionBody, { nullable: true, description: 'Body of the request; null: none, or not recorded.' })
  requestBody!: SessionBody | null;

  @Field(() => [SessionHeader], { description: 'Headers of the response, in their order.' })
  @Directive('@listSize(assumedSize: 15)')
  responseHeaders!: SessionHeader[];

  @Field(() => SessionBody, { nullable: true, description: 'Body of the response; null: none, or not recorded.' })
  responseBody!: SessionBody | null;
}
