import { Directive, Field, Int, ObjectType, registerEnumType } from 'type-graphql';
import { SessionsAction } from '../actions/action.type.ts';
import type { Mode } from '../federation/mode.ts';
import type { Lazy } from '../graphql/connection.type.ts';
import { SessionsProjection } from '../projections/projection.type.ts';

const SessionsMode = { STANDALONE: 'standalone', FEDERATED: 'federated' } as const satisfies Record<string, Mode>;
registerEnumType(SessionsMode, {
  name: 'SessionsMode',
  description: 'Who owns attacks and endpoints.',
  valuesConfig: {
    STANDALONE: { description: 'This server alone: it shows what it knows of them.' },
    FEDERATED: { description: 'Other subgraphs: this one adds their sessions.' },
  },
});

@ObjectType({ simpleResolvers: true, description: 'What works here.' })
export class SessionsCapabilities {
  @Field(() => SessionsMode, { description: 'Who owns attacks and endpoints.' })
  mode!: Mode;

  @Field(() => [String], {
    description:
      'Scopes of this viewer, those that admin implies too: sessions:read, sessions:content, attacks:write, rules:write, denylist:write, sessions:export, ingest:write, admin. What needs another one is refused with the code FORBIDDEN.',
  })
  @Directive('@listSize(assumedSize: 8)')
  scopes!: string[];

  @Field(() => [SessionsAction], { description: 'What this viewer may do; the rest is refused.' })
  @Directive('@listSize(assumedSize: 5)')
  actions!: SessionsAction[];

  @Field(() => Int, {
    nullable: true,
    description: 'Days after which requests are dropped; null: nothing is dropped.',
  })
  retentionDays!: Lazy<number | null>;

  @Field(() => [SessionsProjection], {
    description: 'Copies of what other systems own, whether anything has come or not.',
  })
  @Directive('@listSize(assumedSize: 2)')
  projections!: Lazy<SessionsProjection[]>;
}
