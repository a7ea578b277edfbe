import { randomUUID } from 'node:crypto';
import type pg from 'pg';
import type { Context } from '../../context.ts';
import { parseSessionId } from '../../filters/session-id.ts';
import { type AuditEntry, writeAudits } from '../audit/audit.repository.ts';
import { recordAttempt } from '../audit/record-attempt.ts';
import { wrongBlock } from '../blocks/block.service.ts';
import {
  isRefusal,
  type SessionsConflictError,
  type SessionsForbiddenError,
  type SessionsInvalidInputError,
  type SessionsNotFoundError,
} from '../errors.type.ts';
import { auditedInput, auditedSubject, isStorableId, notFound } from '../input.ts';
import { writeOutboxes } from '../outbox/outbox-writer.ts';
import { performOnce, type Wish } from '../perform.ts';
import { addBlocks, type Bulk, type Change, endBlocks, findBlocks, findBulk, keepBulk } from './bulk.repository.ts';
import type {
  SessionBlocksUndoInput,
  SessionBulkRow,
  SessionBulkSuccess,
  SessionsBlockInput,
  SessionsUnblockInput,
} from './bulk.type.ts';
import { countsOf, type Plan, planOfBlocks, planOfUnblocks, planOfUndo } from './plan.ts';
import { type Selected, selectedSessions } from './selection.ts';

type BulkRefusal = SessionsNotFoundError | SessionsForbiddenError | SessionsInvalidInputError | SessionsConflictError;
type BulkAnswer = Pick<SessionBulkSuccess, keyof SessionBulkSuccess>;

/** What is to be done, and to what it comes. */
interface Work {
  kind: Bulk['kind'];
  plan: Plan;
}

/** Blocks many sessions, each as `blockSession` would, but that those which are blocked already stay as they are. */
export function blockSessions(
  context: Context,
  { idempotencyKey, selection, applications, until = null, reason }: SessionsBlockInput,
): Promise<BulkAnswer | BulkRefusal> {
  const asked = { applications: [...new Set(applications ?? [])], until, reason };
  const wish = {
    operation: 'blockSessions' as const,
    idempotencyKey,
    input: { selection, ...asked },
    subject: 'sessions',
  };
  return performBulk(context, wish, asked, async (client) => {
    const problem = wrongBlock(asked);
    if (problem) return problem;
    const selected = await selectedSessions(context, client, selection);
    if ('code' in selected) return selected;
    const block = { ...asked, reason: reason.trim() };
    return { kind: 'BLOCKED', plan: planOfBlocks(selected, await blocksOf(client, context.tenant, selected), block) };
  });
}

/** Unblocks many sessions, each as `unblockSession` would. */
export function unblockSessions(
  context: Context,
  { idempotencyKey, selection }: SessionsUnblockInput,
): Promise<BulkAnswer | BulkRefusal> {
  const wish = { operation: 'unblockSessions' as const, idempotencyKey, input: { selection }, subject: 'sessions' };
  return performBulk(context, wish, {}, async (client) => {
    const selected = await selectedSessions(context, client, selection);
    if ('code' in selected) return selected;
    return { kind: 'UNBLOCKED', plan: planOfUnblocks(selected, await blocksOf(client, context.tenant, selected)) };
  });
}

/** Takes back what one of these changed, or this itself: exactly that, where it still stands. */
export function undoSessionBlocks(
  context: Context,
  { idempotencyKey, bulkId }: SessionBlocksUndoInput,
): Promise<BulkAnswer | BulkRefusal> {
  const wish = {
    operation: 'undoSessionBlocks' as const,
    idempotencyKey,
    input: { bulkId },
    subject: `bulk:${bulkId}`,
  };
  return performBulk(context, wish, { undone: bulkId }, async (client) => {
    const { tenant } = context;
    const bulk = isStorableId(bulkId) ? await findBulk(client, tenant, bulkId) : null;
    if (!bulk) return notFound('bulk action', bulkId);
    const keys = bulk.changes.map(({ sessionKey }) => sessionKey);
    const plan = planOfUndo(bulk, await findBlocks(client, tenant, keys), new Date());
    return { kind: bulk.kind === 'BLOCKED' ? 'UNBLOCKED' : 'BLOCKED', plan };
  });
}

/** The blocks in force of the keys of some sessions. */
export function blocksOf(client: pg.ClientBase | pg.Pool, tenant: string, selected: readonly Selected[]) {
  const keys = new Set(selected.flatMap(({ part }) => (part ? [part.key] : [])));
  return findBlocks(client, tenant, [...keys]);
}

/** @param told what every session's audit entry says was asked */
function performBulk(
  context: Context,
  wish: Wish,
  told: object,
  work: (client: pg.ClientBase) => Promise<Work | BulkRefusal>,
): Promise<BulkAnswer | BulkRefusal> {
  const { tenant, actor } = context;
  return performOnce<BulkAnswer | BulkRefusal>(context, wish, async (client) => {
    const decided = await work(client);
    if (isRefusal(decided)) {
      const { operation, subject, input } = wish;
      await recordAttempt(client, { tenant, actor }, { operation, subject, input, refusal: decided.message });
      return decided;
    }
    const { kind, plan } = decided as Work;
    const bulkId = randomUUID();
    const changes = await change(client, context, kind, plan);
    if (changes.length > 0) await keepBulk(client, tenant, actor, bulkId, { kind, changes });
    const entries = entriesOf(plan.rows, { kind, changes }, { ...told, bulkId });
    if (entries.length > 0) {
      const ours = entries.map((entry) => ({ ...entry, actor, operation: wish.operation }));
      await writeAudits(client, tenant, ours);
    }
    if (changes.length > 0) await writeOutboxes(client, tenant, eventsOf({ kind, changes }, actor));
    return { bulkId: changes.length > 0 ? bulkId : null, ...countsOf(plan.rows), rows: plan.rows };
  });
}

async function change(
  client: pg.ClientBase,
  { tenant, actor }: Context,
  kind: Bulk['kind'],
  { steps }: Plan,
): Promise<Change[]> {
  if (steps.length === 0) return [];
  const blocks = steps.map(({ block }) => block);
  const ended = steps.flatMap(({ entryId }) => entryId ?? []);
  const ids = kind === 'BLOCKED' ? await addBlocks(client, tenant, actor, blocks) : ended;
  if (kind === 'UNBLOCKED') await endBlocks(client, tenant, actor, ended);
  return steps.map(({ block, sessionIds, identifiedBy }, index) => {
    const { sessionKey, applications, until, reason } = block;
    return { entryId: ids[index]!, sessionKey, applications, until, reason, identifiedBy, sessionIds };
  });
}

/** One audit entry a changed key, as single actions have it; one a session of the others. */
function entriesOf(rows: readonly SessionBulkRow[], { kind, changes }: Bulk, told: object) {
  const changed = changes.map((each): Omit<AuditEntry, 'actor' | 'operation'> => {
    const { entryId: id, identifiedBy, sessionIds, ...block } = each;
    const isBlock = kind === 'BLOCKED';
    return {
      subject: `session:${block.sessionKey}`,
      outcome: 'DONE',
      message: null,
      input: auditedInput({ ...told, sessionIds }),
      before: isBlock ? null : { id, ...block },
      after: isBlock ? { id, ...block, identifiedBy } : null,
    };
  });
  const others = rows
    .filter(({ outcome }) => outcome !== 'DONE')
    .map(({ sessionId, outcome, message }): Omit<AuditEntry, 'actor' | 'operation'> => {
      const key = parseSessionId(sessionId)?.key ?? sessionId;
      return {
        subject: auditedSubject(`session:${key}`),
        outcome,
        message,
        input: auditedInput({ ...told, sessionIds: [sessionId] }),
        before: null,
        after: null,
      };
    });
  return [...changed, ...others];
}

/** What single actions tell, key by key. */
function eventsOf({ kind, changes }: Bulk, actor: string) {
  return changes.map(({ entryId: id, sessionKey, applications, until, reason, identifiedBy }) => {
    const subject = `session:${sessionKey}`;
    return kind === 'BLOCKED'
      ? {
          event: 'session.blocked',
          subject,
          actor,
          data: { id, sessionKey, applications, until, reason, identifiedBy },
        }
      : { event: 'session.unblocked', subject, actor, data: { id, sessionKey, identifiedBy } };
  });
}
