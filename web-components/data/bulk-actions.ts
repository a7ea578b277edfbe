import type { SessionFilter, SessionsErrorCode, SessionTimeRange } from './documents.generated.ts';
import type { TypedQuery } from './typed-query.ts';

// Apart from the other operations: those are in the first chunk of a page, and these are sent by a later one.

/** What comes of one session. */
export interface BulkRow {
  readonly sessionId: string;
  readonly outcome: 'DONE' | 'UNCHANGED' | 'REFUSED';
  readonly code: SessionsErrorCode | null;
  readonly message: string | null;
}

/** Why all of it is refused. */
export interface BulkRefusal {
  readonly code: SessionsErrorCode;
  readonly message: string;
}

interface Counts {
  readonly doneCount: number;
  readonly unchangedCount: number;
  readonly refusedCount: number;
}

export interface BulkImpact extends Counts {
  readonly sessionCount: number;
  readonly exceptions: readonly BulkRow[];
  readonly impact: {
    readonly exact: boolean;
    readonly requestCount: number;
    readonly benignRequestCount: number;
    readonly sessionCount: number;
    readonly userCount: number;
    readonly ipCount: number;
  };
}

export interface BulkDone extends Counts {
  /** Null: there is nothing to take back. */
  readonly bulkId: string | null;
  readonly rows: readonly BulkRow[];
}

interface Selection {
  readonly sessionIds?: readonly string[];
  readonly matching?: { readonly period?: SessionTimeRange | null; readonly filter?: SessionFilter | null };
}

type ImpactQuery<Impact> = TypedQuery<
  { readonly impact: Impact | BulkRefusal | null },
  { readonly input: { readonly action: 'BLOCK' | 'UNBLOCK'; readonly selection: Selection } }
>;
type Mutation = TypedQuery<{ readonly result: BulkDone | BulkRefusal | null }, { readonly input: object }>;

const REFUSED = '...on SessionsError{code message}';
const ROW = '{sessionId outcome code message}';
const DONE = `{...on SessionBulkSuccess{bulkId doneCount unchangedCount refusedCount rows${ROW}}${REFUSED}}`;

/** All that a list has, by their ids. */
export const MATCHING_SESSIONS =
  'query MatchingSessions($input:SessionBulkImpactInput!){impact:sessionBulkImpact(input:$input){...on SessionBulkImpact{sessionIds}...on SessionsInvalidInputError{code message}}}' as ImpactQuery<{
    readonly sessionIds: readonly string[];
  }>;
export const BULK_IMPACT =
  `query BulkImpact($input:SessionBulkImpactInput!){impact:sessionBulkImpact(input:$input){...on SessionBulkImpact{sessionCount doneCount unchangedCount refusedCount exceptions${ROW}impact{exact requestCount benignRequestCount sessionCount userCount ipCount}}...on SessionsInvalidInputError{code message}}}` as ImpactQuery<BulkImpact>;
export const BLOCK_SESSIONS =
  `mutation BlockSessions($input:SessionsBlockInput!){result:blockSessions(input:$input)${DONE}}` as Mutation;
export const UNBLOCK_SESSIONS =
  `mutation UnblockSessions($input:SessionsUnblockInput!){result:unblockSessions(input:$input)${DONE}}` as Mutation;
export const UNDO_SESSION_BLOCKS =
  `mutation UndoSessionBlocks($input:SessionBlocksUndoInput!){result:undoSessionBlocks(input:$input)${DONE}}` as Mutation;
