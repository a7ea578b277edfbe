import type pg from 'pg';
import { Late } from '../admission/patience.ts';
import type { Context } from '../context.ts';
import { type Until, underTenantLock } from '../db/tenant-lock.ts';
import { actionRefusal } from './action.type.ts';
import { ACTION_OF_MUTATION, type MutationName } from './action-names.ts';
import { writeAudit } from './audit/audit.repository.ts';
import { recordAttempt } from './audit/record-attempt.ts';
import {
  isRefusal,
  type Refusal,
  type SessionsConflictError,
  type SessionsForbiddenError,
  type SessionsInvalidInputError,
} from './errors.type.ts';
import { findAnswer, keepAnswer } from './idempotency.repository.ts';
import { auditedInput, hashOf, invalid, keyProblem } from './input.ts';
import { type OutboxEvent, writeOutbox } from './outbox/outbox-writer.ts';

/** What somebody wants to be done. */
export interface Wish {
  operation: MutationName;
  /** Keeps a repeated call from doing it twice. */
  idempotencyKey: string;
  /** Everything that is asked but the key. */
  input: object;
  /** What it is about, as the caller names it: `detection:<id>`. */
  subject: string;
}

/** What an action did. */
export interface Effect<Value> {
  /** What to answer, also to a repeated call: ids and numbers, kept as JSON. */
  value: Value;
  /** What it turned out to be about; without it, what the caller named. */
  subject?: string;
  before: object | null;
  after: object | null;
  /** For the system that enforces it; null: nothing was changed. */
  event: Omit<OutboxEvent, 'actor'> | null;
}

/** What any action may be refused for before it is looked at. */
type RefusedBefore = SessionsForbiddenError | SessionsInvalidInputError | SessionsConflictError;

/**
 * Does something in one transaction with its audit entry, its event and the answer that a repeated call gets: all of
 * them are there, or none. A refusal is audited as well.
 * @param work says what it did or why not; it writes only where it does something
 */
export async function perform<Value extends object, Refused extends Refusal>(
  context: Context,
  wish: Wish,
  work: (client: pg.ClientBase) => Promise<Effect<Value> | Refused>,
): Promise<Value | Refused | RefusedBefore> {
  return performOnce(context, wish, async (client) => record(client, context, wish, await work(client)));
}

/**
 * The same for work that leaves its audit entries and events itself, unless it is refused as a whole.
 * @param work writes what it does with all that is told of it, and says what to answer
 */
export async function performOnce<Answer extends object>(
  context: Context,
  wish: Wish,
  work: (client: pg.ClientBase) => Promise<Answer>,
): Promise<Answer | RefusedBefore> {
  const { database, tenant } = context;
  const attempt = async (client: pg.ClientBase): Promise<Answer | RefusedBefore> => {
    const refused = refusalBefore(context, wish);
    if (refused) return record(client, context, wish, refused);
    const { actor } = context;
    const call = { tenant, actor, operation: wish.operation, key: wish.idempotencyKey };
    const inputHash = hashOf(wish.input);
    const known = await findAnswer(client, call);
    if (known?.inputHash === inputHash) return known.result as Answer;
    if (known) return record(client, context, wish, USED_KEY);
    const answer = await work(client);
    await keepAnswer(client, call, inputHash, answer);
    return answer;
  };
  const result = await underTenantLock(database.pool, tenant, attempt, deadlineOf(context));
  // What this operation read before may have changed.
  context.renewLoaders();
  return result;
}

/** An action that somebody wanted is done, also when they have left meanwhile; its time ends as that of any question. */
function deadlineOf({ database, patience }: Context): Until {
  const cancel: Until['cancel'] = async (client) => !(patience.reason instanceof Late) || database.cancel(client);
  return { signal: patience, cancel };
}

const USED_KEY: SessionsConflictError = {
  code: 'CONFLICT',
  message: 'this idempotency key was used for another input: use a new one for each thing that you want done',
};

/** Neither needs the database, nor is it kept under the key: permissions change, and a wrong key is none. */
function refusalBefore(context: Context, { operation, idempotencyKey }: Wish): RefusedBefore | null {
  const refusal = actionRefusal(context, ACTION_OF_MUTATION[operation]);
  if (refusal !== null) return { code: 'FORBIDDEN', message: refusal };
  const problem = keyProblem(idempotencyKey);
  return problem ? invalid(keyPath(operation), problem) : null;
}

const keyPath = (operation: MutationName) =>
  operation === 'deleteSessionRule' || operation === 'unblockSession'
    ? ['idempotencyKey']
    : ['input', 'idempotencyKey'];

/** Writes into the trail what was done, or why not, and hands on what was done. @returns what to answer */
async function record<Value extends object, Refused extends Refusal>(
  client: pg.ClientBase,
  { tenant, actor }: Context,
  { operation, input, subject }: Wish,
  outcome: Effect<Value> | Refused,
): Promise<Value | Refused> {
  if (isRefusal(outcome)) {
    await recordAttempt(client, { tenant, actor }, { operation, subject, input, refusal: outcome.message });
    return outcome;
  }
  const { value, before, after, event, subject: found = subject } = outcome as Effect<Value>;
  await writeAudit(client, tenant, {
    actor,
    operation,
    input: auditedInput(input),
    subject: found,
    outcome: event ? 'DONE' : 'UNCHANGED',
    message: null,
    before,
    after,
  });
  if (event) await writeOutbox(client, tenant, { ...event, actor });
  return value;
}
