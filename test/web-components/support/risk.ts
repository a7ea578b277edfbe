import { actions } from '../../../web-components/plugins/actions/actions.ts';
import { risk } from '../../../web-components/plugins/risk/risk.ts';
import type { SessionDetail } from '../../../web-components/session-detail/session-detail.ts';
import { many, openDetail, session } from './detail.ts';
import type { Answer } from './graph.ts';
import { settle, shadow, textOf, until } from './page.ts';
import { answerSession, requestRow, sqli } from './requests.ts';

export interface KnownFactor {
  readonly code: string;
  readonly label: string;
  readonly points: number;
  readonly requestIds: readonly string[];
}

export interface KnownRisk {
  readonly score: number;
  readonly level: 'HIGH' | 'MEDIUM' | 'LOW';
  readonly factors: readonly KnownFactor[];
}

export const factor = (code: string, points: number, ...requestIds: string[]): KnownFactor => ({
  code,
  label: `Label of ${code}`,
  points,
  requestIds,
});

/** A score as the server adds it up. */
export function riskOf(...factors: KnownFactor[]): KnownRisk {
  const score = Math.min(
    100,
    factors.reduce((sum, { points }) => sum + points, 0),
  );
  return { score, level: score < 30 ? 'LOW' : score < 70 ? 'MEDIUM' : 'HIGH', factors };
}

/** What an injection that was answered adds up to. */
export const INJECTION = riskOf(
  factor('ATTACK_SEVERITY', 36, 'request1', 'request0'),
  factor('MALICIOUS_ANSWERED', 18, 'request1'),
  factor('ERROR_RATIO', 5, 'request2'),
);

/** As a fragment without ids asks for it. */
export const inList = (known: KnownRisk | null) =>
  known && { ...known, factors: known.factors.map(({ requestIds: _, ...shown }) => shown) };

/** A server of one session with five requests, two of them malicious; its score is `state.risk`. */
export function openRisks(changes: Record<string, (variables: never) => Answer | Promise<Answer>> = {}) {
  const state = { risk: INJECTION as KnownRisk | null };
  const requests = many(5).map((row, n) =>
    n < 2 ? requestRow(n, { method: 'POST', status: n === 0 ? null : 200, detections: [sqli(n)] }) : row,
  );
  const own = answerSession(session, requests);
  const whole = () => ({ ...session, __typename: 'Session', denylistEntry: null, risk_sum: inList(state.risk) });
  const answers: Record<string, (variables: never) => Answer | Promise<Answer>> = {
    ...own,
    SessionHeader: () => ({ data: { session: whole() } }),
    RiskEvidence: () => ({ data: { session: { __typename: 'Session', id: session.id, risk: state.risk } } }),
    RiskRequests: ({ ids }: { ids: string[] }) => ({
      // In the order of time, as a server gives them.
      data: { session: { id: session.id, requests: { nodes: requests.filter(({ id }) => ids.includes(id)) } } },
    }),
    ...changes,
  };
  return { state, answers };
}

/** The open session, with its score. */
export async function openScored(server = openRisks(), changes: Partial<SessionDetail> = {}) {
  const { element, graph } = await openDetail({ plugins: [risk(), actions()], ...changes }, server.answers as never);
  await until(() => panel(element) !== null);
  await settle(20);
  return { element, graph, server };
}

export const panel = (element: HTMLElement) =>
  shadow(element).querySelector<HTMLElement>('[aria-labelledby="risk.factors"]');
const within = <Node extends HTMLElement>(element: HTMLElement, selector: string) => [
  ...(panel(element)?.querySelectorAll<Node>(selector) ?? []),
];
export const factorRows = (element: HTMLElement) => within<HTMLDetailsElement>(element, 'details.factor');
export const links = (element: HTMLElement) => within<HTMLAnchorElement>(element, '.factor li a');

/** Opens the sum. */
export async function openSum(element: HTMLElement): Promise<void> {
  within(element, '.risk > summary')[0]!.click();
  await settle();
}

/** Opens a factor of the open sum, and waits for its requests. */
export async function openFactor(element: HTMLElement, index: number): Promise<HTMLDetailsElement> {
  const row = factorRows(element)[index]!;
  row.querySelector('summary')!.click();
  await until(() => row.querySelector('li, [role=alert]') !== null || textOf(row).includes('No requests'));
  return row;
}
