import type { SessionRuleInput } from '../../data/documents.generated.ts';

/** A rule as the graph tells it. */
export interface Rule extends Omit<SessionRuleInput, 'idempotencyKey' | 'requestId'> {
  readonly id: string;
  readonly state: 'PENDING' | 'ACTIVE' | 'FAILED' | 'DELETED';
  readonly message: string | null;
  readonly createdAt: string;
  readonly createdBy: string;
}

/** What it says, beside what became of it. */
export type RuleText = Omit<SessionRuleInput, 'idempotencyKey' | 'requestId'>;
