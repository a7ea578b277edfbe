import type { SessionRowFragment } from '../../../web-components/data/documents.generated.ts';
import { actions } from '../../../web-components/plugins/actions/actions.ts';
import type { SessionDetail } from '../../../web-components/session-detail/session-detail.ts';
import { openDetail, openRequest, rows, session } from './detail.ts';
import type { Answer } from './graph.ts';
import { settle, shadow, textOf, until } from './page.ts';
import { answerSession, requestDetails, requestRow, sqli } from './requests.ts';

type Input = Record<string, unknown>;
type Wrapped = { input: Input };

export const IMPACT = {
  __typename: 'SessionActionImpact',
  exact: true,
  requestCount: 1234,
  maliciousRequestCount: 1200,
  benignRequestCount: 34,
  sessionCount: 17,
  userCount: 3,
  roleCount: 2,
  roles: ['customer', 'admin'],
  businessFlowCount: 1,
  businessFlows: [{ code: 'BILLING', label: 'Billing' }],
  samples: [0, 1, 2, 3, 4].map((n) => ({
    ...requestRow(n, { method: 'POST', query: `id=${n}` }),
    detections: n < 3 ? [{ falsePositive: false }] : [],
  })),
};

export const REFUSED = (code: string, message: string, more: object = {}) => ({
  data: { result: { __typename: 'SessionsError', code, message, ...more } },
});

/** A server that does what it is asked: one session of three requests, the first with two detections. */
export function openActions(changes: Record<string, (variables: never) => Answer | Promise<Answer>> = {}) {
  const MARK = {
    detectionId: 'request0.1',
    markedAt: '2026-11-20T12:30:00Z',
    markedBy: 'mara',
    reason: null as string | null,
  };
  const state = {
    mark: null as typeof MARK | null,
    block: null as SessionRowFragment['denylistEntry'],
    /** Later requests that the mark silenced when they were imported. */
    silenced: 0,
    rules: [] as Record<string, unknown>[],
    allowed: ['MARK_FALSE_POSITIVE', 'CREATE_RULE', 'BLOCK_SESSION'],
    /** Calls that had an effect, by key. */
    keys: new Set<unknown>(),
  };
  const bot = { id: 'request0.2', falsePositive: false, type: { code: 'bola', label: 'BOLA' } };
  const request = () => {
    const first = sqli(0, { falsePositive: state.mark !== null });
    return requestRow(0, { method: 'POST', detections: [first, bot] });
  };
  const list = () => [request(), requestRow(1), requestRow(2)];
  const whole = (): SessionRowFragment => ({
    ...session,
    attackCount: state.mark ? 1 : 2,
    denylistEntry: state.block,
  });
  const done = (input: Input, effect: () => void, success: object = {}): Answer => {
    if (!state.keys.has(input.idempotencyKey)) effect();
    state.keys.add(input.idempotencyKey);
    const { id } = session;
    const touched = { __typename: 'Request', id: 'request0', session: { __typename: 'Session', id } };
    return { data: { result: { __typename: 'Success', request: touched, ...success } } };
  };
  const answers: Record<string, (variables: never) => Answer | Promise<Answer>> = {
    ...Object.fromEntries(
      Object.keys(answerSession(session, [])).map((name) => [
        name,
        (variables: never) => {
          const details = (row: ReturnType<typeof request>) => {
            const known = requestDetails(row);
            const [one, other] = known.detections;
            if (!one || !other) return known;
            return {
              ...known,
              actions_rules: state.rules,
              detections: [
                { ...one, falsePositiveMark: state.mark },
                { ...other, payload: null, type: { ...other.type, canMarkFalsePositive: false } },
              ],
            };
          };
          const all = answerSession(whole(), list(), details) as Record<string, (variables: never) => Answer>;
          return typed(all[name]!(variables));
        },
      ]),
    ),
    SessionsCapabilities: () => ({ data: { sessionsCapabilities: { actions: state.allowed } } }),
    ActionImpact: ({ input }: Wrapped) => ({
      data: {
        impact:
          input.detectionId === bot.id
            ? {
                __typename: 'SessionsNotSupportedError',
                code: 'NOT_SUPPORTED',
                message: 'BOLA is not found by looking at the input of one request',
                alternative: 'create a rule of the kind IGNORE_ATTACK_TYPE for bola at this endpoint',
              }
            : IMPACT,
      },
    }),
    MarkFalsePositive: ({ input }: Wrapped) =>
      done(input, () => {
        state.mark = { ...MARK, reason: input.reason as string | null };
      }),
    UnmarkFalsePositive: ({ input }: Wrapped) => {
      const affectedRequests = state.mark ? 1 + state.silenced : 0;
      const effect = () => {
        state.mark = null;
        state.silenced = 0;
      };
      return done(input, effect, { affectedRequests });
    },
    BlockSession: ({ input }: Wrapped) =>
      done(input, () => {
        const { applications, until, reason } = input as unknown as NonNullable<typeof state.block>;
        state.block = { createdAt: '2026-11-20T12:30:00Z', createdBy: 'mara', applications, until, reason };
      }),
    UnblockSession: ({ input }: Wrapped) =>
      done(input, () => {
        state.block = null;
      }),
    CreateRule: ({ input }: Wrapped) => {
      const { idempotencyKey: _, requestId: __, ...text } = input;
      const id = `rule${state.rules.length}`;
      const made = { createdAt: '2026-11-20T12:30:00Z', createdBy: 'mara' };
      const nothing = { attackType: null, parameter: null, value: null, reason: null, message: null };
      return done(input, () => state.rules.unshift({ id, state: 'PENDING', ...made, ...nothing, ...text }), {
        rule: { __typename: 'SessionRule', id },
      });
    },
    DeleteRule: ({ input }: Wrapped) =>
      done(
        input,
        () => {
          state.rules = state.rules.map((rule) => (rule.id === input.ruleId ? { ...rule, state: 'DELETED' } : rule));
        },
        { rule: { __typename: 'SessionRule', id: String(input.ruleId) } },
      ),
    ...changes,
  };
  return { state, answers };
}

/** As a server writes it: our client forgets what has changed by the names of types. */
function typed(answer: Answer): Answer {
  if (answer instanceof Response) return answer;
  const { session: one, request } = answer.data as { session?: object | null; request?: object | null };
  return {
    data: {
      ...(answer.data as object),
      ...(one && { session: { ...one, __typename: 'Session' } }),
      ...(request && { request: { ...request, __typename: 'Request' } }),
    },
  };
}

/** The open session, with its first request open. */
export async function openFirst(server = openActions(), changes: Partial<SessionDetail> = {}) {
  const { element, graph } = await openDetail({ plugins: [actions()], ...changes }, server.answers as never);
  rows(element)[0]!.querySelector<HTMLElement>('.toggle')!.click();
  await until(() => openRequest(element)?.querySelector('.detections') != null);
  await settle(30);
  return { element, graph, server, request: openRequest(element)! };
}

/** Presses a button and waits for its dialog. */
export async function openDialog(root: ShadowRoot, name: string): Promise<HTMLDialogElement> {
  const button = [...root.querySelectorAll('button')].find((one) => textOf(one) === name);
  if (!button) throw new Error(`there is no button "${name}"`);
  button.focus();
  button.click();
  await until(() => root.querySelector('dialog[open]') !== null);
  await settle(20);
  return root.querySelector<HTMLDialogElement>('dialog')!;
}

export const notice = (element: HTMLElement) => shadow(element).querySelector<HTMLElement>('.outcome');
