import type pg from 'pg';
import { OUTCOME } from '../baselines/baseline.sql.ts';
import { findUntidy } from '../db/kept-days.ts';
import { sql } from '../db/sql.ts';
import type { EndpointKind } from '../filters/filter.type.ts';
import { type AnsweredEndpoint, type Answers, laterOf } from '../store/endpoint-answers.ts';
import { otherEndpoint } from '../store/endpoint-cap.ts';
import { endpointPages } from '../store/endpoint-store.ts';
import { type EndpointFacts, type Knowledge, KnowledgeSource } from '../store/knowledge.ts';
import type { TalliedRequest } from '../store/part-tallies.ts';
import { factsOf } from '../store/projected-facts.ts';
import type { Steps } from './steps.ts';
import type { Differ } from './verify-session.ts';

/** The endpoint of a request is the one that specifications and its path give, unless its source named it. */
export function compareEndpoint(
  knowledge: Knowledge,
  due: ReadonlySet<string>,
  { tenant, id, endpointId: stored, ownTemplate, ...request }: TalliedRequest,
  differ: Differ,
): void {
  // Requests of a host whose siblings are due are named when these have been looked at.
  if (ownTemplate !== false || due.has(request.host ?? '')) return;
  const recomputed = knowledge.endpointOf(request);
  if (recomputed.endpointId === stored) return;
  // Which endpoints had room depends on what came first.
  if (otherEndpoint(tenant, request.method, request.host).endpointId === stored) return;
  differ({
    tenant,
    place: `request ${id}`,
    what: 'endpoint (api-sessions openapi brings it up to date)',
    stored,
    recomputed: `${recomputed.endpointId} ${recomputed.pathTemplate}`,
  });
}

/** What the discovery says of each endpoint, else specifications, rules and entries; and when it answered last. */
export async function compareFacts(steps: Steps, differ: Differ): Promise<void> {
  const { rows } = await steps.each((client) =>
    client.query<{ tenant: string }>('SELECT DISTINCT tenant FROM endpoint'),
  );
  for (const { tenant } of rows) await steps.each((client) => compareFactsOf(client, tenant, differ));
}

async function compareFactsOf(client: pg.ClientBase, tenant: string, differ: Differ): Promise<void> {
  const columns = `, business_flows AS "businessFlows", risk_score AS "riskScore", risk_reasons AS "riskReasons",
    specified, rogue, protections, sensitive_data AS "sensitiveData", answered_as AS "answeredAs"`;
  const knowledge = await new KnowledgeSource(tenant).current(client);
  const answers = await answersOf(client, tenant);
  const untidy = await findUntidy(client);
  for await (const endpoints of endpointPages<AnsweredEndpoint & EndpointFacts>(client, tenant, columns)) {
    const facts = await factsOf(client, tenant, knowledge, endpoints);
    for (const [index, { id, method, host, pathTemplate, ...stored }] of endpoints.entries()) {
      // Of days that were just dropped, the next run of retention forgets what they answered.
      const kept = answers.get(id) ?? { answeredOn: null, answeredAs: {} };
      const recomputed = { ...facts[index]!, ...laterOf(kept, upTo(untidy, stored)) };
      for (const name of Object.keys(recomputed) as (keyof typeof recomputed)[]) {
        const [was, is] = [stored[name], recomputed[name]].map((value) => canonical(value));
        if (was !== is) differ({ tenant, place: `endpoint ${id}`, what: name, stored: was, recomputed: is });
      }
    }
  }
}

/** Of the answers that are stored those of days up to one; null: none. */
function upTo(day: string | null, { answeredOn, answeredAs }: Answers): Answers {
  const isUpTo = (each: string | null) => day !== null && each !== null && each <= day;
  const waiting = Object.entries(answeredAs).filter(([, each]) => isUpTo(each));
  return { answeredOn: isUpTo(answeredOn) ? answeredOn : null, answeredAs: Object.fromEntries(waiting) };
}

/** The last days on which each endpoint answered, of those that did, by its requests. */
async function answersOf(client: pg.ClientBase, tenant: string): Promise<Map<string, Answers>> {
  const { rows } = await client.query<{ id: string; kind: EndpointKind | null; day: string }>(
    sql`SELECT r.endpoint_id AS id, r.response_kind AS kind, max(r.day)::text AS day FROM request AS r
      WHERE r.tenant = ${tenant} AND ${OUTCOME} = 'SUCCESS' GROUP BY r.endpoint_id, r.response_kind`,
  );
  const answers = new Map<string, Answers>();
  for (const { id, kind, day } of rows) {
    const one: Answers = { answeredOn: day, answeredAs: kind === null ? {} : { [kind]: day } };
    answers.set(id, laterOf(answers.get(id) ?? one, one));
  }
  return answers;
}

/** jsonb keeps its own order of keys. */
export function canonical(value: unknown): string {
  return JSON.stringify(value, (_, each: unknown) =>
    each !== null && typeof each === 'object' && !Array.isArray(each)
      ? Object.fromEntries(Object.entries(each).sort(([one], [other]) => (one < other ? -1 : 1)))
      : each,
  );
}
