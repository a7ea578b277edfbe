import type pg from 'pg';
import type { FlowRule } from '../business-flows/flow-rules.ts';
import type { EndpointEntry, FlowsFile } from '../business-flows/flows-file.ts';
import { type Column, insertRows } from '../db/batch.ts';
import { underTenantLock } from '../db/tenant-lock.ts';
import type { StoredEndpoint } from './endpoint-answers.ts';
import { endpointPages, refreshFacts } from './endpoint-store.ts';
import { type EndpointFacts, type Knowledge, KnowledgeSource } from './knowledge.ts';

/** What a flows file does to the endpoints that are stored. */
interface FlowsResult {
  endpoints: number;
  /** Endpoints that belong to a flow. */
  withFlow: number;
  /** Entries that name a stored endpoint; the others wait for theirs. */
  entriesThatApply: number;
}

/**
 * Puts a flows file in place of everything that the tenant's former one said, and brings all endpoints up to date, in
 * one transaction. No request is rewritten: filters, statistics and chips look at the endpoints.
 */
export function applyFlows(pool: pg.Pool, tenant: string, file: FlowsFile): Promise<FlowsResult> {
  return underTenantLock(pool, tenant, async (client) => {
    for (const table of ['business_flow', 'flow_rule', 'endpoint_entry']) {
      await client.query(`DELETE FROM ${table} WHERE tenant = $1`, [tenant]);
    }
    await insertRows(client, 'business_flow', flowColumns(tenant), file.flows);
    await insertRows(client, 'flow_rule', placed<FlowRule>(tenant, 'rule'), [...file.rules.entries()]);
    await insertRows(client, 'endpoint_entry', placed<EndpointEntry>(tenant, 'entry'), [...file.endpoints.entries()]);
    const knowledge = await new KnowledgeSource(tenant).current(client);
    await refreshFacts(client, tenant, knowledge);
    return countEffect(client, tenant, knowledge);
  });
}

/** The flows file that is in force: what was applied last, an empty one before. */
export async function readFlows(pool: pg.Pool, tenant: string): Promise<FlowsFile> {
  const flows = await pool.query<{ code: string; label: string; description: string | null }>(
    'SELECT code, label, description FROM business_flow WHERE tenant = $1 ORDER BY code',
    [tenant],
  );
  const rules = await pool.query<{ rule: FlowRule }>('SELECT rule FROM flow_rule WHERE tenant = $1 ORDER BY position', [
    tenant,
  ]);
  const entries = await pool.query<{ entry: EndpointEntry }>(
    'SELECT entry FROM endpoint_entry WHERE tenant = $1 ORDER BY position',
    [tenant],
  );
  return {
    flows: flows.rows.map(({ description, ...flow }) => (description === null ? flow : { ...flow, description })),
    rules: rules.rows.map(({ rule }) => rule),
    endpoints: entries.rows.map(({ entry }) => entry),
  };
}

function flowColumns(tenant: string): Column<FlowsFile['flows'][number]>[] {
  return [
    { name: 'tenant', type: 'text', value: () => tenant },
    { name: 'code', type: 'text', value: ({ code }) => code },
    { name: 'label', type: 'text', value: ({ label }) => label },
    { name: 'description', type: 'text', value: ({ description }) => description ?? null },
  ];
}

/** The columns of a list that is kept as it was written. */
function placed<Item>(tenant: string, name: 'rule' | 'entry'): Column<[number, Item]>[] {
  return [
    { name: 'tenant', type: 'text', value: () => tenant },
    { name: 'position', type: 'int', value: ([position]) => position },
    { name, type: 'jsonb', value: ([, item]) => item },
  ];
}

async function countEffect(client: pg.ClientBase, tenant: string, knowledge: Knowledge): Promise<FlowsResult> {
  const result: FlowsResult = { endpoints: 0, withFlow: 0, entriesThatApply: 0 };
  const applied = new Set<EndpointEntry>();
  const columns = ', business_flows AS "businessFlows"';
  for await (const page of endpointPages<StoredEndpoint & Pick<EndpointFacts, 'businessFlows'>>(
    client,
    tenant,
    columns,
  )) {
    for (const endpoint of page) {
      result.endpoints += 1;
      result.withFlow += endpoint.businessFlows.length > 0 ? 1 : 0;
      for (const entry of knowledge.entriesOf(endpoint)) applied.add(entry);
    }
  }
  return { ...result, entriesThatApply: applied.size };
}
