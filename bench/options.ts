import { parseArgs } from 'node:util';
import type { ServerName } from './store/server.ts';
import type { TrafficOptions } from './traffic/plan.ts';

export interface Options {
  /** Requests of all tenants together, one store each. */
  sizes: number[];
  traffic: Omit<TrafficOptions, 'requests'>;
  corpus: 'generated' | 'real';
  server: ServerName;
  clickHouse: boolean;
  /** Questions whose name has one of these; null: all, and the import. */
  only: string[] | null;
  runs: number;
  /** Requests that are imported into the full store; 0: none. */
  more: number;
  /** Folder for the result; null: it is only printed. */
  out: string | null;
  /** Folder of the stores; null: they are gone afterwards. */
  keep: string | null;
}

/** Benches with a question of their own. */
export const OTHERS = ['endpoint-fact', 'export-speed', 'inventory', 'query-cost', 'row-security', 'serving'];

export const HELP = `npm run bench -- [options]                    measures the store
npm run bench -- compare BEFORE.json AFTER.json
npm run bench -- endpoint-fact [requests]     what a new fact of an endpoint costs
npm run bench -- export-speed [...]           memory of an export, and how long others wait meanwhile
npm run bench -- inventory LOG...               what the endpoints of logs are, and which are confirmed
npm run bench -- query-cost [...]             whether the cost that is counted for a query is what it takes
npm run bench -- row-security [...]           what row-level security costs
npm run bench -- serving [--help]             answers a second, beside PostGraphile

  --requests N[,N...]  requests, one store each; two sizes: their growth is told (200000)
  --seed N             another seed, other requests (1)
  --days N             UTC days from 2025-01-06 on (7)
  --tenants N          one large tenant, which is asked, and small ones of 2 % each (4)
  --corpus NAME        generated, or real: the recorded access logs, repeated, for the bytes per request (generated)
  --server 18          PostgreSQL 18 of an npm package instead of the one that is installed
  --embedded           the embedded database
  --no-clickhouse      without ClickHouse, as where its package is not installed
  --only TEXT[,TEXT]   only questions whose name has one of these; the import is called import
  --runs N             runs of each question (20)
  --more N             requests imported into the full store (50000); 0: none
  --keep DIR           keeps the loaded stores there, and uses them again
  --out DIR            writes bench.md and bench.json`;

/** A mistake on the command line. */
export class BadOption extends Error {}

export function readOptions(args: readonly string[]): Options {
  const { values } = parse(args);
  if (values.embedded && values.server) throw new BadOption('--embedded and --server name two databases: give one');
  if (values.server && values.server !== '18') throw new BadOption(`--server: ${values.server} is not there; 18 is`);
  const corpus = values.corpus ?? 'generated';
  if (corpus !== 'generated' && corpus !== 'real')
    throw new BadOption(`--corpus: ${corpus} is neither generated nor real`);
  return {
    sizes: (values.requests ?? '200000').split(',').map((size) => whole('requests', size, 100)),
    traffic: {
      seed: whole('seed', values.seed ?? '1', 0),
      days: whole('days', values.days ?? '7', 1),
      tenants: whole('tenants', values.tenants ?? '4', 1),
    },
    corpus,
    server: values.embedded ? 'embedded' : values.server ? '18' : 'installed',
    clickHouse: !values['no-clickhouse'],
    only: values.only?.split(',') ?? null,
    runs: whole('runs', values.runs ?? '20', 1),
    more: whole('more', values.more ?? '50000', 0),
    out: values.out ?? null,
    keep: values.keep ?? null,
  };
}

function parse(args: readonly string[]) {
  const text = { type: 'string' } as const;
  const flag = { type: 'boolean' } as const;
  try {
    return parseArgs({
      args: [...args],
      options: {
        requests: text,
        seed: text,
        days: text,
        tenants: text,
        corpus: text,
        server: text,
        embedded: flag,
        'no-clickhouse': flag,
        only: text,
        runs: text,
        more: text,
        keep: text,
        out: text,
      },
    });
  } catch (error) {
    throw new BadOption((error as Error).message);
  }
}

function whole(name: string, value: string, least: number): number {
  const number = Number(value);
  if (Number.isInteger(number) && number >= least) return number;
  throw new BadOption(`--${name}: ${value} is not a whole number from ${least} on`);
}
