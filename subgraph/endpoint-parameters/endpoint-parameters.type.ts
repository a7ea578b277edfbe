import { Directive, Field, Int, ObjectType, registerEnumType } from 'type-graphql';
import { SessionSensitiveData } from '../graphql/filter-enums.type.ts';
import { SessionParameterSource } from '../sessions/session.type.ts';
import { PARAMETER_KINDS, type ParameterKind } from './parameter-kind.sql.ts';

const SessionParameterKind = Object.fromEntries(PARAMETER_KINDS.map((kind) => [kind, kind])) as {
  [Kind in ParameterKind]: Kind;
};
type SessionParameterKind = ParameterKind;
registerEnumType(SessionParameterKind, {
  name: 'SessionParameterKind',
  description: 'What values of a parameter look like.',
  valuesConfig: {
    HIDDEN: { description: 'They are kept as hashes, or were masked.' },
    EMPTY: { description: 'Nothing.' },
    INTEGER: { description: 'A whole number of up to 19 digits.' },
    NUMBER: { description: 'A number with a point.' },
    BOOLEAN: { description: 'true or false.' },
    UUID: { description: 'A UUID.' },
    HEX: { description: 'Twelve hexadecimal digits or more.' },
    DATE: { description: 'A day as YYYY-MM-DD, also with a time.' },
    EMAIL: { description: 'An email address.' },
    URL: { description: 'An absolute URL, or one that begins with two slashes.' },
    TEXT: { description: 'Anything else.' },
  },
});

@ObjectType({ simpleResolvers: true, description: 'A parameter that requests to an endpoint bring.' })
export class SessionEndpointParameter {
  @Field(() => String, {
    description: 'As the requests name it, or the settings of the import; places in a list are one: items[].',
  })
  name!: string;

  @Field(() => SessionParameterSource, { description: 'Where it was found.' })
  source!: keyof typeof SessionParameterSource;

  @Field(() => Int, { description: 'Requests that bring it.' })
  requestCount!: number;

  @Field(() => [SessionParameterKind], {
    nullable: true,
    description:
      'What its values look like, the most frequent first: of a request that brings it twice, the first. Null: it may not be seen.',
  })
  @Directive('@listSize(assumedSize: 2)')
  kinds!: SessionParameterKind[] | null;

  @Field(() => SessionSensitiveData, { nullable: true, description: 'What it holds by its name alone; null: nothing.' })
  sensitive!: SessionSensitiveData | null;
}

@ObjectType({ simpleResolvers: true, description: 'The parameters that requests to an endpoint bring.' })
export class SessionEndpointParameters {
  @Field(() => Int, { description: 'Requests that were looked at, with parameters or without.' })
  requestCount!: number;

  @Field(() => Boolean, {
    description:
      'All of them were looked at. False: the newest days as far as 2,000 requests, or a query string as far as 64 parameters and 4,096 characters.',
  })
  exact!: boolean;

  @Field(() => [SessionEndpointParameter], {
    description: 'The 50 that most requests bring, equal ones by name.',
  })
  @Directive('@listSize(assumedSize: 20)')
  nodes!: SessionEndpointParameter[];

  @Field(() => Int, {
    description:
      'Names that are not listed: further ones, and what no program would call a parameter (a word without a value, signs other than _ - . : @ ~ $ [ ], more than 64 characters).',
  })
  leftOutCount!: number;
}
