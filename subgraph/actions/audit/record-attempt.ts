import type pg from 'pg';
import { auditedInput, auditedSubject } from '../input.ts';
import { writeAudit } from './audit.repository.ts';

/** What somebody wanted that changes nothing in the store: an export, or an action that is refused. */
export interface Attempt {
  operation: string;
  subject: string;
  input: object;
  /** Why it was refused; null: it was granted. */
  refusal: string | null;
}

/** Writes it into the audit trail. */
export async function recordAttempt(
  client: pg.ClientBase | pg.Pool,
  { tenant, actor }: { tenant: string; actor: string },
  { operation, subject, input, refusal }: Attempt,
): Promise<void> {
  await writeAudit(client, tenant, {
    actor,
    operation,
    subject: auditedSubject(subject),
    outcome: refusal === null ? 'DONE' : 'REFUSED',
    message: refusal,
    input: auditedInput(input),
    before: null,
    after: null,
  });
}
