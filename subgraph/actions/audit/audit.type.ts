import { GraphQLDateTime } from 'graphql-scalars';
import { Directive, Field, ID, ObjectType, registerEnumType } from 'type-graphql';
import { type Lazy, SessionsPageInfo, SessionTotal } from '../../graphql/connection.type.ts';

enum SessionAuditOutcome {
  DONE = 'DONE',
  UNCHANGED = 'UNCHANGED',
  REFUSED = 'REFUSED',
}
registerEnumType(SessionAuditOutcome, {
  name: 'SessionAuditOutcome',
  description: 'What came of an action.',
  valuesConfig: {
    DONE: { description: 'It was done.' },
    UNCHANGED: { description: 'It was so already.' },
    REFUSED: { description: 'It was refused, and changed nothing.' },
  },
});

@ObjectType({ simpleResolvers: true, description: 'Something that was done, read or refused; entries never change.' })
class SessionAuditEntry {
  @Field(() => ID, { description: 'Greater for later entries.' })
  id!: string;

  @Field(() => GraphQLDateTime, { description: 'When.' })
  at!: Date;

  @Field(() => String, { description: 'Who; webhook: the system that enforces actions.' })
  @Directive('@tag(name: "pii")')
  actor!: string;

  @Field(() => String, {
    description:
      'Name of the mutation; readContent: an operation showed content, fetchExport: a file was fetched, readRefused: fields or arguments were refused, once a minute each, push: what was refused at /ingest; or what the enforcing system did: answerSessionRule.',
  })
  operation!: string;

  @Field(() => String, {
    description:
      'To what: detection:<id>, request:<id>, rule:<id>, session:<key>; requests: of several sessions, which input names.',
  })
  subject!: string;

  @Field(() => SessionAuditOutcome, { description: 'What came of it.' })
  outcome!: 'DONE' | 'UNCHANGED' | 'REFUSED';

  @Field(() => String, { nullable: true, description: 'Why it was refused; null: it was not.' })
  message!: string | null;

  @Field(() => String, { description: 'What was asked, as JSON; long texts are cut.' })
  input!: string;

  @Field(() => String, { nullable: true, description: 'What it was before, as JSON; null: nothing, or not changed.' })
  before!: string | null;

  @Field(() => String, {
    nullable: true,
    description: 'What it was afterwards, as JSON; null: nothing, or not changed.',
  })
  after!: string | null;
}

@ObjectType({ simpleResolvers: true, description: 'A page of the audit trail.' })
export class SessionAuditConnection {
  @Field(() => [SessionAuditEntry], { description: 'The entries of the page.' })
  nodes!: Lazy<SessionAuditEntry[]>;

  @Field(() => SessionsPageInfo, { description: 'Where the page stands.' })
  pageInfo!: Lazy<SessionsPageInfo>;

  @Field(() => SessionTotal, { nullable: true, description: 'Entries that the list has.' })
  @Directive('@cost(weight: 5)')
  totalCount!: Lazy<SessionTotal>;
}
