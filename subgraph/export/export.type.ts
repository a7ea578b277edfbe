import { GraphQLDateTime } from 'graphql-scalars';
import { createUnionType, Field, ID, InputType, ObjectType, registerEnumType } from 'type-graphql';
import { SessionsForbiddenError, SessionsInvalidInputError, SessionsNotFoundError } from '../actions/errors.type.ts';
import { SessionFilter, SessionRequestFilter, SessionTimeRange } from '../graphql/filter.input.ts';

enum SessionExportFormat {
  CSV = 'CSV',
  JSON = 'JSON',
  HAR = 'HAR',
}
/** A format by its name. */
export type ExportFormatName = `${SessionExportFormat}`;
registerEnumType(SessionExportFormat, {
  name: 'SessionExportFormat',
  description: 'How the requests are written.',
  valuesConfig: {
    CSV: { description: 'A table for spreadsheets, newest request first. No cell can start a formula.' },
    JSON: { description: 'JSON Lines: one object a line, one request an object, newest first.' },
    HAR: { description: 'An HTTP archive (HAR 1.2), oldest request first as that format wants it.' },
  },
});

@InputType({ description: 'What to export.' })
export class SessionExportInput {
  @Field(() => ID, { description: 'Id of the session part.' })
  sessionId!: string;

  @Field(() => SessionExportFormat, { description: 'How the requests are written.' })
  format!: ExportFormatName;

  @Field(() => SessionTimeRange, { nullable: true, description: 'Scope; without it, the whole part.' })
  period?: SessionTimeRange | null;

  @Field(() => SessionRequestFilter, { nullable: true, description: 'What a request must meet.' })
  filter?: SessionRequestFilter | null;
}

enum SessionExportRows {
  SESSIONS = 'SESSIONS',
  REQUESTS = 'REQUESTS',
}
/** What is a row of the file of a list. */
export type ExportRowsName = `${SessionExportRows}`;
registerEnumType(SessionExportRows, {
  name: 'SessionExportRows',
  description: 'What the file of a list has a row for.',
  valuesConfig: {
    SESSIONS: { description: 'Each session of the list: as many as its totalCount.' },
    REQUESTS: {
      description:
        'Each request for which the list holds a session, over all sessions: those that match of its edges count. Without a condition on requests, all of the period.',
    },
  },
});

@InputType({ description: 'Which list to export.' })
export class SessionListExportInput {
  @Field(() => SessionExportRows, { description: 'What the file has a row for.' })
  rows!: ExportRowsName;

  @Field(() => SessionExportFormat, { description: 'How the rows are written: CSV or JSON.' })
  format!: ExportFormatName;

  @Field(() => SessionTimeRange, { nullable: true, description: 'Scope of the list; without it, everything kept.' })
  period?: SessionTimeRange | null;

  @Field(() => SessionFilter, { nullable: true, description: 'What sessions and their requests must meet.' })
  filter?: SessionFilter | null;
}

@ObjectType({ simpleResolvers: true, description: 'The file is ready to be fetched.' })
export class SessionExportSuccess {
  @Field(() => String, {
    description:
      'Where to GET it, as often as wanted until it expires; who has the link needs nothing else. Absolute where the server knows its public address, else a path on the host of the GraphQL endpoint.',
  })
  url!: string;

  @Field(() => GraphQLDateTime, {
    description: 'From then on the link is refused. A download that began before goes on.',
  })
  expiresAt!: Date;

  @Field(() => String, { description: 'Name that the file is offered under.' })
  filename!: string;
}

export const SessionExportResult = createUnionType({
  name: 'SessionExportResult',
  description: 'A link to the file, or why there is none.',
  types: () =>
    [SessionExportSuccess, SessionsNotFoundError, SessionsForbiddenError, SessionsInvalidInputError] as const,
  resolveType: (value) => {
    if ('url' in value) return SessionExportSuccess;
    if ('id' in value) return SessionsNotFoundError;
    return 'path' in value ? SessionsInvalidInputError : SessionsForbiddenError;
  },
});
