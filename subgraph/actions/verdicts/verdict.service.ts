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
import { addVerdict, endVerdict, findTypes, findVerdict, type VerdictRow } from './verdict.repository.ts';
import type { SessionAttackVerdictInput, SessionAttackVerdictWithdrawalInput } from './verdict.type.ts';

/** What a call is answered. */
interface VerdictAnswer {
  attackId: string;
}

type VerdictRefusal =
  | SessionsNotFoundError
  | SessionsForbiddenError
  | SessionsInvalidInputError
  | SessionsConflictError
  | SessionsNotSupportedError;
type Outcome = Effect<VerdictAnswer> | VerdictRefusal;

/** Says whether the detector of an attack was right. A verdict that is there already is replaced: the trail has both. */
export function judgeAttack(
  context: Context,
  { idempotencyKey, attackId, verdict, reason }: SessionAttackVerdictInput,
): Promise<VerdictAnswer | VerdictRefusal> {
  const wish = { operation: 'judgeSessionAttack' as const, idempotencyKey, input: { attackId, verdict, reason } };
  return about(context, { ...wish, attackId }, async (client, types) => {
    const problem = reasonProblem(reason);
    if (problem) return invalid(['input', 'reason'], problem);
    const refused = refusalOf(types, verdict);
    if (refused) return refused;
    const { tenant, actor } = context;
    const asked = { attackId, verdict, reason: reason.trim() };
    const known = await findVerdict(client, tenant, attackId);
    if (known?.verdict === verdict && known.reason === asked.reason) return unchanged(attackId);
    if (known) await endVerdict(client, tenant, actor, known.id);
    const verdictId = await addVerdict(client, tenant, actor, asked);
    const data = { verdictId, ...asked, types: codesOf(types) };
    return {
      value: { attackId },
      before: known && toldOf(known),
      after: { verdictId, verdict, reason: asked.reason },
      event: { event: 'attack.judged', subject: `attack:${attackId}`, data },
    };
  });
}

/** Takes the verdict on an attack back. Where there is none, nothing changes. */
export function withdrawVerdict(
  context: Context,
  { idempotencyKey, attackId }: SessionAttackVerdictWithdrawalInput,
): Promise<VerdictAnswer | VerdictRefusal> {
  const wish = { operation: 'withdrawSessionAttackVerdict' as const, idempotencyKey, input: { attackId } };
  return about(context, { ...wish, attackId }, async (client, types) => {
    const { tenant, actor } = context;
    const known = await findVerdict(client, tenant, attackId);
    if (!known) return unchanged(attackId);
    await endVerdict(client, tenant, actor, known.id);
    const data = { verdictId: known.id, attackId, types: codesOf(types) };
    return {
      value: { attackId },
      before: toldOf(known),
      after: null,
      event: { event: 'attack.verdict_withdrawn', subject: `attack:${attackId}`, data },
    };
  });
}

function about(
  context: Context,
  { attackId, ...wish }: Pick<Parameters<typeof perform>[1], 'operation' | 'idempotencyKey' | 'input'> & VerdictAnswer,
  work: (client: pg.ClientBase, types: readonly SessionAttackType[]) => Promise<Outcome>,
): Promise<VerdictAnswer | VerdictRefusal> {
  return perform<VerdictAnswer, VerdictRefusal>(context, { ...wish, subject: `attack:${attackId}` }, async (client) => {
    const codes = isStorableId(attackId) ? await findTypes(client, context.tenant, attackId) : [];
    return codes.length > 0 ? work(client, codes.map(toAttackType)) : notFound('attack', attackId);
  });
}

/** Why an attack of these types does not take a verdict; null: one of them does. */
function refusalOf(
  types: readonly SessionAttackType[],
  verdict: VerdictRow['verdict'],
): SessionsNotSupportedError | null {
  if (types.some(({ verdicts }) => verdicts.includes(verdict))) return null;
  const markable = types.some(({ canMarkFalsePositive }) => canMarkFalsePositive);
  return {
    code: 'NOT_SUPPORTED',
    message: `${types.map(({ label }) => label).join(', ')} is found in single requests: such an attack takes no verdict as a whole`,
    alternative: markable
      ? 'mark its detections as false positive'
      : `create a rule of the kind IGNORE_ATTACK_TYPE for ${types[0]!.code} at the endpoint`,
  };
}

const unchanged = (attackId: string): Outcome => ({ value: { attackId }, before: null, after: null, event: null });
const toldOf = ({ id, verdict, reason, givenBy }: VerdictRow) => ({ verdictId: id, verdict, reason, givenBy });
const codesOf = (types: readonly SessionAttackType[]) => types.map(({ code }) => code);
