import type { Context } from '../../context.ts';
import { parseSessionId, type SessionPart } from '../../filters/session-id.ts';
import type {
  SessionsConflictError,
  SessionsForbiddenError,
  SessionsInvalidInputError,
  SessionsNotFoundError,
} from '../errors.type.ts';
import { invalid, notFound, reasonProblem, textProblem } from '../input.ts';
import { type Effect, perform } from '../perform.ts';
import { addEntry, endEntry, findActiveEntry, findKeySources } from './denylist.repository.ts';
import type { SessionBlockInput } from './denylist.type.ts';

/** What a call is answered. */
interface BlockAnswer {
  part: SessionPart;
}

type BlockRefusal = SessionsNotFoundError | SessionsInvalidInputError | SessionsConflictError | SessionsForbiddenError;

const MAX_APPLICATIONS = 100;
const MAX_APPLICATION = 256;
const LATEST = Date.UTC(9999, 11, 31);

export function blockSession(
  context: Context,
  { idempotencyKey, sessionId, applications, until = null, reason }: SessionBlockInput,
): Promise<BlockAnswer | BlockRefusal> {
  const asked = { sessionId, applications: [...new Set(applications ?? [])], until, reason };
  const { tenant, actor } = context;
  const wish = {
    operation: 'blockSession' as const,
    idempotencyKey,
    input: asked,
    subject: subjectOf(parseSessionId(sessionId) ?? { key: sessionId }),
  };
  return perform<BlockAnswer, BlockRefusal>(context, wish, async (client) => {
    const problem = wrongBlock(asked);
    if (problem) return problem;
    const part = parseSessionId(sessionId);
    const identifiedBy = part && (await findKeySources(client, tenant, part));
    if (!identifiedBy) return notFound('session', sessionId);
    const known = await findActiveEntry(client, tenant, part.key);
    if (known) return alreadyBlocked(known);
    const entry = { sessionKey: part.key, applications: asked.applications, until, reason: reason.trim() };
    const id = await addEntry(client, tenant, actor, entry);
    return effectOf(part, 'session.blocked', null, { id, ...entry, identifiedBy });
  });
}

export function unblockSession(
  context: Context,
  { idempotencyKey, sessionId }: { idempotencyKey: string; sessionId: string },
): Promise<BlockAnswer | BlockRefusal> {
  const { tenant, actor } = context;
  const operation = 'unblockSession' as const;
  const wish = {
    operation,
    idempotencyKey,
    input: { sessionId },
    subject: subjectOf(parseSessionId(sessionId) ?? { key: sessionId }),
  };
  return perform<BlockAnswer, BlockRefusal>(context, wish, async (client) => {
    const part = parseSessionId(sessionId);
    const identifiedBy = part && (await findKeySources(client, tenant, part));
    if (!identifiedBy) return notFound('session', sessionId);
    const known = await findActiveEntry(client, tenant, part.key);
    if (!known) return { value: { part }, subject: subjectOf(part), before: null, after: null, event: null };
    await endEntry(client, tenant, actor, known.id);
    const { id, sessionKey, applications, until, reason } = known;
    return effectOf(
      part,
      'session.unblocked',
      { id, sessionKey, applications, until, reason },
      { id, sessionKey, identifiedBy },
    );
  });
}

/** The first value that cannot be meant; null: none. */
export function wrongBlock({
  applications,
  until,
  reason,
}: {
  applications: readonly string[];
  until: Date | null;
  reason: string;
}): SessionsInvalidInputError | null {
  const wrongReason = reasonProblem(reason);
  if (wrongReason) return invalid(['input', 'reason'], wrongReason);
  if (applications.length > MAX_APPLICATIONS) return invalid(['input', 'applications'], `at most ${MAX_APPLICATIONS}`);
  for (const application of applications) {
    const problem = textProblem(application, MAX_APPLICATION);
    if (problem) return invalid(['input', 'applications'], `each ${problem}`);
  }
  if (until && until.getTime() <= Date.now()) return invalid(['input', 'until'], 'must lie in the future');
  if (until && until.getTime() > LATEST) return invalid(['input', 'until'], 'must lie before the year 9999 ends');
  return null;
}

/** Nobody's block is replaced unseen: its reason and its end are somebody's decision. */
export function alreadyBlocked({
  createdBy,
  createdAt,
  until,
}: {
  createdBy: string;
  createdAt: Date;
  until: Date | null;
}): SessionsConflictError {
  const end = until ? `until ${until.toISOString()}` : 'without end';
  return {
    code: 'CONFLICT',
    message: `it is blocked already, by ${createdBy} since ${createdAt.toISOString()}, ${end}: unblock it first`,
  };
}

const subjectOf = ({ key }: Pick<SessionPart, 'key'>) => `session:${key}`;

function effectOf(part: SessionPart, event: string, before: object | null, data: object): Effect<BlockAnswer> {
  const subject = subjectOf(part);
  return { value: { part }, subject, before, after: before ? null : data, event: { event, subject, data } };
}
