import { asFile, generate } from '../traffic/generate.ts';
import { type TrafficOptions, tenantsOf } from '../traffic/plan.ts';
import { realLogs } from '../traffic/real-logs.ts';
import type { Traffic } from './load.ts';

/** The generated traffic of all tenants; the first is the one that is asked. */
export function generatedTraffic(options: TrafficOptions): Traffic[] {
  return tenantsOf(options).map(({ name }) => ({
    tenant: name,
    format: 'ndjson' as const,
    open: () => asFile(generate(options, name)),
  }));
}

/** The recorded access logs, repeated, of one tenant. */
export function realTraffic({ requests, days }: TrafficOptions): Traffic[] {
  return [{ tenant: 'bench', format: 'combined' as const, open: () => realLogs(requests, days) }];
}
