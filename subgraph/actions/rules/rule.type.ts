import { GraphQLDateTime } from 'graphql-scalars';
import { createUnionType, Directive, Field, ID, InputType, ObjectType, registerEnumType } from 'type-graphql';
import { type Lazy, SessionsPageInfo, SessionTotal } from '../../graphql/connection.type.ts';
import { Request } from '../../requests/request.type.ts';
import {
  errorTypeOf,
  SessionsConflictError,
  SessionsForbiddenError,
  SessionsInvalidInputError,
  SessionsNotFoundError,
} from '../errors.type.ts';
import type { AskedRule, RuleKind } from './rule-grammar.ts';

const SessionRuleKind = {
  VIRTUAL_PATCH: 'VIRTUAL_PATCH',
  IGNORE_ATTACK_TYPE: 'IGNORE_ATTACK_TYPE',
  FILTRATION_MODE: 'FILTRATION_MODE',
  RATE_LIMIT: 'RATE_LIMIT',
  MASK_DATA: 'MASK_DATA',
} as const satisfies { [Kind in RuleKind]: Kind };
registerEnumType(SessionRuleKind, {
  name: 'SessionRuleKind',
  description: 'What a rule does to the requests that it applies to.',
  valuesConfig: {
    VIRTUAL_PATCH: { description: 'Blocks requests with an attack, or with one type of attack. No value.' },
    IGNORE_ATTACK_TYPE: { description: 'Detections of one attack type are not made any more. No value.' },
    FILTRATION_MODE: { description: 'Sets what the filter does. Value: off, monitoring or block.' },
    RATE_LIMIT: { description: 'Limits requests. Value: a number per s, min or h, as 100/min or 10/s burst 20.' },
    MASK_DATA: {
      description:
        'Takes values of parameters out of what is stored. Value: a name with * for any text, as card_*; when left out, the parameter of the detection.',
    },
  },
});

export enum SessionRuleState {
  PENDING = 'PENDING',
  ACTIVE = 'ACTIVE',
  DELETED = 'DELETED',
  FAILED = 'FAILED',
}
registerEnumType(SessionRuleState, {
  name: 'SessionRuleState',
  description: 'Where a rule stands with the system that enforces it.',
  valuesConfig: {
    PENDING: { description: 'That system has not said yet whether it enforces it.' },
    ACTIVE: { description: 'It is enforced.' },
    DELETED: { description: 'Somebody deleted it.' },
    FAILED: { description: 'That system refused it: message says why.' },
  },
});

@ObjectType({
  simpleResolvers: true,
  description:
    'A rule that somebody made from a request. It is enforced by another system, and never rewrites the past.',
})
export class SessionRule {
  @Field(() => ID, { description: 'Id of the rule.' })
  id!: string;

  @Field(() => SessionRuleKind, { description: 'What it does.' })
  kind!: RuleKind;

  @Field(() => SessionRuleState, { description: 'Where it stands.' })
  state!: `${SessionRuleState}`;

  @Field(() => String, { nullable: true, description: 'What the enforcing system said of it; null: nothing.' })
  message!: string | null;

  @Field(() => String, { nullable: true, description: 'Host that it applies to; null: any.' })
  host!: string | null;

  @Field(() => String, { nullable: true, description: 'Path template that it applies to; null: any.' })
  pathTemplate!: string | null;

  @Field(() => String, { nullable: true, description: 'Method that it applies to; null: any.' })
  method!: string | null;

  @Field(() => String, { nullable: true, description: 'Code of the attack type that it is about; null: any, or none.' })
  attackType!: string | null;

  @Field(() => String, { nullable: true, description: 'Parameter with the attack; null: any, or none.' })
  parameter!: string | null;

  @Field(() => String, { nullable: true, description: 'What its kind asks for; null: nothing.' })
  value!: string | null;

  @Field(() => String, { nullable: true, description: 'Why, in the words of who made it; null: they did not say.' })
  reason!: string | null;

  @Field(() => GraphQLDateTime, { description: 'When it was made.' })
  createdAt!: Date;

  @Field(() => String, { description: 'Who made it.' })
  createdBy!: string;

  @Field(() => ID, { description: 'Id of the request that it was made from, which may no longer be kept.' })
  requestId!: string;
}

@ObjectType({ simpleResolvers: true, description: 'A page of rules.' })
export class SessionRuleConnection {
  @Field(() => [SessionRule], { description: 'The rules of the page.' })
  nodes!: Lazy<SessionRule[]>;

  @Field(() => SessionsPageInfo, { description: 'Where the page stands.' })
  pageInfo!: Lazy<SessionsPageInfo>;

  @Field(() => SessionTotal, { nullable: true, description: 'Rules that the list has.' })
  @Directive('@cost(weight: 5)')
  totalCount!: Lazy<SessionTotal>;
}

const LEFT_OUT =
  'Host, path template, method, attack type and parameter are those of the request and its first detection where they are left out; null means any.';

@InputType({ description: `What a rule would say that is made from a request. ${LEFT_OUT}` })
export class SessionRuleImpactInput implements AskedRule {
  @Field(() => ID, { description: 'Id of the request.' })
  requestId!: string;

  @Field(() => SessionRuleKind, { description: 'What it does.' })
  kind!: RuleKind;

  @Field(() => String, { nullable: true, description: 'Host that it applies to.' })
  host?: string | null;

  @Field(() => String, { nullable: true, description: 'Path template that it applies to, as in /users/{id}.' })
  pathTemplate?: string | null;

  @Field(() => String, { nullable: true, description: 'Method that it applies to.' })
  method?: string | null;

  @Field(() => String, {
    nullable: true,
    description: 'Code of an attack type; for VIRTUAL_PATCH and IGNORE_ATTACK_TYPE only.',
  })
  attackType?: string | null;

  @Field(() => String, {
    nullable: true,
    description:
      'Parameter with the attack, in the words of the source; for VIRTUAL_PATCH and IGNORE_ATTACK_TYPE only.',
  })
  parameter?: string | null;

  @Field(() => String, { nullable: true, description: 'What its kind asks for.' })
  value?: string | null;
}

@InputType({ description: `A rule to be made from a request. ${LEFT_OUT}` })
export class SessionRuleInput extends SessionRuleImpactInput {
  @Field(() => ID, {
    description:
      'Made by the caller, 1 to 200 characters: a repeated call with the same key and input does nothing more.',
  })
  idempotencyKey!: string;

  @Field(() => String, { nullable: true, description: 'Why, for those who come later; at most 2000 characters.' })
  reason?: string | null;
}

@InputType({ description: 'Which rule to delete.' })
export class SessionRuleDeletionInput {
  @Field(() => ID, {
    description:
      'Made by the caller, 1 to 200 characters: a repeated call with the same key and input does nothing more.',
  })
  idempotencyKey!: string;

  @Field(() => ID, { description: 'Id of the rule.' })
  ruleId!: string;
}

@ObjectType({ simpleResolvers: true, description: 'The rule is there, or deleted, as it was wanted.' })
class SessionRuleSuccess {
  @Field(() => SessionRule, { description: 'The rule, as it is now.' })
  rule!: SessionRule;

  @Field(() => Request, { nullable: true, description: 'The request that it was made from; null: no longer kept.' })
  request!: Request | null;
}

export const SessionRuleResult = createUnionType({
  name: 'SessionRuleResult',
  description: 'The rule is as it was wanted, or why not.',
  types: () =>
    [
      SessionRuleSuccess,
      SessionsNotFoundError,
      SessionsForbiddenError,
      SessionsInvalidInputError,
      SessionsConflictError,
    ] as const,
  resolveType: (value) => ('code' in value ? errorTypeOf(value) : SessionRuleSuccess),
});
