import { or, type Sql, TRUE } from '../db/sql.ts';
import type { RequestFilter, SequenceStep, SessionFilter } from './filter.type.ts';
import { type InSequence, requestCondition } from './request-condition.ts';

/** For which requests a list holds a session: those that meet one of the entries, or take part in a chain of the steps. */
export interface ListMatch {
  entries: readonly RequestFilter[];
  /** None, or at least two. */
  steps: readonly SequenceStep[];
}

/** The same list and the same matching requests, without a sequence of one step: that is one entry more. */
export function withoutSingleStep(filter: SessionFilter | null | undefined): SessionFilter | null | undefined {
  const [step, second] = filter?.sequence ?? [];
  if (!step || second) return filter;
  return { ...filter, sequence: null, requests: [...(filter?.requests ?? []), step.request] };
}

/** Otherwise any request of the period is a match. */
export const asksOfRequests = ({ entries, steps }: ListMatch): boolean => entries.length + steps.length > 0;

export function listMatch(filter: SessionFilter | null | undefined): ListMatch {
  const { requests, sequence } = withoutSingleStep(filter) ?? {};
  return { entries: requests ?? [], steps: sequence ?? [] };
}

/** All filters of requests that a session must meet somewhere: its entries and its steps. */
export function requestsAsked(filter: SessionFilter | null | undefined): RequestFilter[] {
  return [...(filter?.requests ?? []), ...(filter?.sequence ?? []).map(({ request }) => request)];
}

/** Whether a list holds its session for `request AS r`; without entries and steps, any. */
export function matchCondition(tenant: string, { entries, steps }: ListMatch, inSequence: InSequence): Sql {
  const conditions = entries.map((entry) => requestCondition(tenant, entry));
  if (steps.length > 0) conditions.push(inSequence(steps));
  return conditions.length > 0 ? or(conditions) : TRUE;
}
