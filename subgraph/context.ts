import { createActionLoaders } from './actions/action.loaders.ts';
import type { ActionName } from './actions/action-names.ts';
import { type Attempt, recordAttempt } from './actions/audit/record-attempt.ts';
import { createAttackLoaders } from './attacks/attack.loaders.ts';
import type { Scope } from './auth/scope.type.ts';
import { scopesOf } from './auth/scopes.ts';
import { createBaselineLoaders } from './baselines/baseline.loaders.ts';
import { createBusinessFlowLoaders } from './business-flows/business-flow.loaders.ts';
import type { Database } from './db/database.ts';
import { createEndpointParameterLoaders } from './endpoint-parameters/endpoint-parameters.loaders.ts';
import { createEndpointLoaders } from './endpoints/endpoint.loaders.ts';
import type { ExportLinks } from './export/export-link.ts';
import type { Mode } from './federation/mode.ts';
import { type AnswerLimits, AnswerMeter } from './graphql/cost/answer-meter.ts';
import { meterReads } from './graphql/cost/read-meter.ts';
import { SelectedFields } from './graphql/selected-fields.ts';
import { createProjectionLoaders } from './projections/projection.loaders.ts';
import { createRequestLoaders } from './requests/request.loaders.ts';
import { ContentReads } from './scopes/content-reads.ts';
import { RefusedReads } from './scopes/refused-reads.ts';
import { createSessionLoaders } from './sessions/session.loaders.ts';
import { createStatisticsLoaders } from './statistics/statistics.loaders.ts';
import { createTimelineLoaders } from './timelines/timeline.loaders.ts';

/** What every resolver of one operation works with. Tenant and loaders never outlive it. */
export interface Context {
  /** Confines every query; comes from the request, never from an argument. */
  tenant: string;
  /** Who asks. */
  actor: string;
  /** What the viewer may do. */
  scopes: ReadonlySet<Scope>;
  /** Why a mutation is refused before it is looked at: a scope that is missing; null or undefined: it is not. */
  refusal?: string | null;
  database: Database;
  /** Where counting stops. */
  totalBound: number;
  exports: {
    links: ExportLinks;
    /** Address at which clients reach this server, without a slash at its end; null: that of /graphql, which they know. */
    publicUrl: string | null;
  };
  /** Who owns attacks and endpoints. */
  mode: Mode;
  /** What this server lets viewers do, whatever their scopes. */
  actions: readonly ActionName[];
  /** Keeps in the audit trail what was wanted that is no action of ours. */
  recordAttempt(attempt: Attempt): Promise<void>;
  /** What the operation shows of content, for the audit trail. */
  contentReads: ContentReads;
  /** What the operation was refused to read, likewise. */
  refusedReads: RefusedReads;
  /** Who asks, for turns and rates: the same however many connections they come on. */
  caller: string;
  /** Aborted with the reason when nobody waits for the answer any more. */
  patience: AbortSignal;
  /** Measures the answer, and stops what becomes too large. */
  answer: AnswerMeter;
  /** What the operation selects: of rows, nothing else is read. */
  selected: SelectedFields;
  loaders: Loaders;
  /** Forgets what was read: a mutation changed it, and the rest of the operation is to see that. */
  renewLoaders(): void;
}

type Loaders = ReturnType<typeof createLoaders>;

function createLoaders(
  { prisma }: Database,
  answer: AnswerMeter,
  selected: SelectedFields,
  tenant: string,
  totalBound: number,
) {
  return {
    ...createSessionLoaders(prisma, answer, selected, tenant, totalBound),
    ...createStatisticsLoaders(prisma, tenant),
    ...createTimelineLoaders(prisma, tenant),
    ...createRequestLoaders(prisma, answer, selected, tenant, totalBound),
    ...createAttackLoaders(prisma, tenant),
    ...createBaselineLoaders(prisma, tenant),
    ...createEndpointLoaders(prisma, tenant),
    ...createEndpointParameterLoaders(prisma, tenant),
    ...createBusinessFlowLoaders(prisma, tenant),
    ...createProjectionLoaders(prisma, tenant),
    ...createActionLoaders(prisma, tenant),
  };
}

type Made = 'recordAttempt' | 'contentReads' | 'refusedReads' | 'answer' | 'selected' | 'loaders' | 'renewLoaders';
type Asked = Omit<Context, Made | 'caller' | 'patience'> &
  Partial<Pick<Context, 'caller' | 'patience'>> & { answerLimits: AnswerLimits };

/** Unless it is said, the caller is the actor, and the answer is waited for whatever it takes. */
export function createContext({ answerLimits, ...given }: Asked): Context {
  const asked = { caller: `${given.tenant} ${given.actor}`, patience: new AbortController().signal, ...given };
  const answer = new AnswerMeter(answerLimits);
  const database = meterReads(asked.database, asked.tenant, answer, asked.patience);
  const selected = new SelectedFields();
  const newLoaders = () => createLoaders(database, answer, selected, asked.tenant, asked.totalBound);
  return {
    ...asked,
    scopes: scopesOf([...asked.scopes]),
    database,
    answer,
    selected,
    contentReads: new ContentReads(),
    refusedReads: new RefusedReads(),
    recordAttempt: (attempt) => recordAttempt(database.pool, asked, attempt),
    loaders: newLoaders(),
    // `this`: resolvers are given a copy of the context.
    renewLoaders() {
      this.loaders = newLoaders();
    },
  };
}
