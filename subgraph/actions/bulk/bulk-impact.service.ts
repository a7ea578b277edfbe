import type { Context } from '../../context.ts';
import type { SessionsInvalidInputError } from '../errors.type.ts';
import { impactOfScope } from '../impact/impact.service.ts';
import { blocksOf } from './bulk.service.ts';
import type { SessionBulkImpact, SessionBulkImpactInput } from './bulk.type.ts';
import { countsOf, planOfBlocks, planOfUnblocks } from './plan.ts';
import { selectedSessions } from './selection.ts';

/** What an action on many sessions would come to, or why all of it would be refused. */
export async function bulkImpactOf(
  context: Context,
  { action, selection }: SessionBulkImpactInput,
): Promise<SessionBulkImpact | SessionsInvalidInputError> {
  const { database, tenant } = context;
  const readAt = new Date();
  const selected = await selectedSessions(context, database.pool, selection);
  if ('code' in selected) return selected;
  const inForce = await blocksOf(database.pool, tenant, selected);
  const { rows, steps } =
    action === 'BLOCK'
      ? planOfBlocks(selected, inForce, { applications: [], until: null, reason: '' })
      : planOfUnblocks(selected, inForce);
  const keys = steps.map(({ block }) => block.sessionKey);
  return {
    readAt,
    sessionCount: selected.length,
    sessionIds: selected.map(({ sessionId }) => sessionId),
    ...countsOf(rows),
    exceptions: rows.filter(({ outcome }) => outcome !== 'DONE'),
    impact: await impactOfScope(context, { filter: { keys }, detection: null }),
  };
}
