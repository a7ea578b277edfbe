import {
  RiskEvidenceDocument,
  type RiskEvidenceQuery,
  RiskRequestsDocument,
  type RiskRequestsQuery,
} from '../../data/documents.generated.ts';
import { pause } from '../../shared/pause.ts';
import type { PluginHost } from '../plugin.ts';
import type { Risk } from './score.ts';

/** A request that shows a factor. */
export type Evidence = NonNullable<RiskRequestsQuery['session']>['requests']['nodes'][number];

/** Ids of requests by the code of their factor, asked for once for each answer that the graph gave about a score. */
const known = new WeakMap<Risk, Promise<ReadonlyMap<string, readonly string[]>>>();

/** The requests that show a factor, those that show it best first. */
export async function evidenceOf(
  code: string,
  risk: Risk,
  sessionId: string,
  host: PluginHost,
): Promise<readonly Evidence[]> {
  const ids = (await idsOf(risk, sessionId, host)).get(code) ?? [];
  if (ids.length === 0) return [];
  const { session } = await host.query<RiskRequestsQuery>(RiskRequestsDocument, {
    id: sessionId,
    ids,
    first: ids.length,
  });
  const requests = session?.requests.nodes ?? [];
  return ids.flatMap((id) => requests.find((request) => request.id === id) ?? []);
}

function idsOf(risk: Risk, sessionId: string, host: PluginHost) {
  const asked = known.get(risk) ?? ask(sessionId, host);
  known.set(risk, asked);
  asked.catch(() => known.delete(risk));
  return asked;
}

/** Past the cache: they are those of the newest score. */
async function ask(sessionId: string, host: PluginHost): Promise<ReadonlyMap<string, readonly string[]>> {
  const factors = (await askRisk(sessionId, host))?.factors ?? [];
  return new Map(factors.map(({ code, requestIds }) => [code, requestIds]));
}

async function askRisk(sessionId: string, host: PluginHost) {
  const { session } = await host.query<RiskEvidenceQuery>(RiskEvidenceDocument, { id: sessionId }, { fresh: true });
  return session?.risk;
}

/** Milliseconds before the first look whether a score is there; each further wait is twice as long. */
const FIRST_WAIT = 1000;
const LONGEST_WAIT = 60_000;
const waiting = new WeakSet<PluginHost>();

/** Has the element read its data anew as soon as the score is there. */
export async function awaitScore(sessionId: string, host: PluginHost): Promise<void> {
  if (waiting.has(host)) return;
  waiting.add(host);
  for (let wait = FIRST_WAIT; ; wait = Math.min(2 * wait, LONGEST_WAIT)) {
    if (!(await pause(wait, host.signal))) return;
    // Without an answer the next one may come.
    const risk = await askRisk(sessionId, host).catch(() => null);
    if (risk === undefined || risk !== null) break;
  }
  waiting.delete(host);
  if (!host.signal.aborted) host.refresh();
}
