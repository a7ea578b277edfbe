import type pg from 'pg';
import { type SessionAttackType, toAttackType } from '../../attacks/attack-type.type.ts';
import type { Context } from '../../context.ts';
import type {
  SessionsConflictError,
  SessionsForbiddenError,
  SessionsInvalidInputError,
  SessionsNotFoundError,
  SessionsNotSupportedError,
} from '../errors.type.ts';
import { invalid, isStorableId, notFound, reasonProblem } from '../input.ts';
import { type Effect, perform } from '../perform.ts';
import {
  addMark,
  endMark,
  findDetection,
  findMark,
  type Mark,
  type MarkedDetection,
} from './false-positive.repository.ts';
import type { SessionFalsePositiveInput } from './false-positive.type.ts';
import { eventOf, markedDetectionId } from './mark-event.ts';

/** What a call is answered: the request, and how many were changed. */
interface MarkAnswer {
  requestId: string;
  affectedRequests: number;
}

type MarkEffect = Effect<MarkAnswer>;
type MarkRefusal =
  | SessionsNotFoundError
  | SessionsForbiddenError
  | SessionsInvalidInputError
  | SessionsConflictError
  | SessionsNotSupportedError;

export function markFalsePositive(
  context: Context,
  input: SessionFalsePositiveInput,
): Promise<MarkAnswer | MarkRefusal> {
  return change(context, 'markSessionDetectionFalsePositive', input, async (client, detection) => {
    const refused = refusalOf(detection);
    if (refused) return refused;
    if (detection.markId) return unchanged(detection);
    const reason = input.reason?.trim() || null;
    const mark = await addMark(client, context.tenant, detection, { actor: context.actor, reason });
    const affectedRequests = detection.falsePositive ? 0 : 1;
    return {
      value: { requestId: detection.requestId, affectedRequests },
      before: { ...combinationOf(mark), falsePositive: mark.wasFalsePositive },
      after: { ...toldOf(mark), falsePositive: true, reason, suppressed: true, affectedRequests },
      event: eventOf('false_positive.marked', mark, { reason }),
    };
  });
}

export function unmarkFalsePositive(
  context: Context,
  input: SessionFalsePositiveInput,
): Promise<MarkAnswer | MarkRefusal> {
  return change(context, 'unmarkSessionDetectionFalsePositive', input, async (client, detection) => {
    if (detection.markId) {
      const { tenant, actor } = context;
      const reason = input.reason?.trim() || null;
      const mark = await findMark(client, tenant, detection.markId);
      const { requests: affectedRequests, suppressed } = await endMark(client, tenant, mark.id, actor);
      const marked = markedDetectionId(mark);
      const through = marked === input.detectionId ? {} : { throughDetectionId: input.detectionId };
      return {
        value: { requestId: detection.requestId, affectedRequests },
        // The history of the mark is that of its own detection, whichever was asked about.
        subject: `detection:${marked}`,
        before: { ...toldOf(mark), falsePositive: true },
        after: {
          ...toldOf(mark),
          ...through,
          falsePositive: mark.wasFalsePositive,
          reason,
          suppressed,
          affectedRequests,
        },
        event: eventOf('false_positive.unmarked', mark, { reason }),
      };
    }
    if (!detection.falsePositive) return unchanged(detection);
    return judgedBySource();
  });
}

/** Why a mark cannot be taken back that nobody made. */
export function judgedBySource(): SessionsNotSupportedError {
  return {
    code: 'NOT_SUPPORTED',
    message: 'nobody marked this detection here: its source judged it to be a false positive',
    alternative: 'correct it in the system that the requests were imported from',
  };
}

type Work = Parameters<typeof perform<MarkAnswer, MarkRefusal>>[2];

async function change(
  context: Context,
  operation: 'markSessionDetectionFalsePositive' | 'unmarkSessionDetectionFalsePositive',
  { idempotencyKey, detectionId, reason = null }: SessionFalsePositiveInput,
  work: (client: Parameters<Work>[0], detection: MarkedDetection) => Promise<MarkEffect | MarkRefusal>,
): Promise<MarkAnswer | MarkRefusal> {
  const wish = { operation, idempotencyKey, input: { detectionId, reason }, subject: `detection:${detectionId}` };
  return perform<MarkAnswer, MarkRefusal>(context, wish, async (client) => {
    const problem = reason?.trim() ? reasonProblem(reason) : null;
    if (problem) return invalid(['input', 'reason'], problem);
    const detection = await findDetectionById(client, context.tenant, detectionId);
    return detection ? work(client, detection) : notFound('detection', detectionId);
  });
}

/** Null: there is none, or the id is none of ours. */
export async function findDetectionById(
  client: pg.ClientBase | pg.Pool,
  tenant: string,
  id: string,
): Promise<MarkedDetection | null> {
  const place = parseDetectionId(id);
  return place && findDetection(client, tenant, place.requestId, place.position);
}

/** `<request>.<position>`; null: no id of ours. */
function parseDetectionId(id: string): { requestId: string; position: number } | null {
  const [, requestId, position] = /^(.+)\.([1-9]\d{0,8})$/s.exec(id) ?? [];
  return requestId && isStorableId(requestId) ? { requestId, position: Number(position) } : null;
}

/** Why a detection cannot be marked; null: it can be. */
export function refusalOf({ type: code }: Pick<MarkedDetection, 'type'>): SessionsNotSupportedError | null {
  const type = toAttackType(code);
  if (type.canMarkFalsePositive) return null;
  return {
    code: 'NOT_SUPPORTED',
    message: `${type.label} is not found by looking at the input of one request: such a detection cannot be marked as false positive`,
    alternative: alternativeTo(type),
  };
}

function alternativeTo({ code, category }: SessionAttackType): string {
  const rule = `create a rule of the kind IGNORE_ATTACK_TYPE for ${code} at this endpoint`;
  if (category === 'BEHAVIOURAL' || category === 'BOT')
    return `${rule}, or make an exception for this client in the detector`;
  return category === 'API_SPECIFICATION' ? `${rule}, or correct the API specification` : rule;
}

function unchanged({ requestId }: MarkedDetection): MarkEffect {
  return { value: { requestId, affectedRequests: 0 }, before: null, after: null, event: null };
}

const combinationOf = ({ type, endpointId, parameter }: Mark) => ({ type, endpointId, parameter });
const toldOf = (mark: Mark) => ({ markId: mark.id, ...combinationOf(mark) });
