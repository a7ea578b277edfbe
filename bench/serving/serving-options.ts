import { parseArgs } from 'node:util';

export interface ServingOptions {
  requests: number;
  clients: number[];
  runs: number;
  seconds: number;
  /** Questions by name; null: all. */
  only: string[] | null;
  workers: number;
  /** Of the servers; null: one that PostGraphile runs on. */
  node: string | null;
  /** Other versions of ours: a name and the folder that is built. */
  beside: { name: string; root: string }[];
  postgraphile: boolean;
  /** Ours on the node of the bench too, where that is another. */
  thisNode: boolean;
  profile: string | null;
  keep: string | null;
  out: string | null;
}

export const SERVING_HELP = `npm run bench -- serving [options]            how many questions are answered a second, beside PostGraphile

  --requests N         requests in the store (200000)
  --clients N[,N...]   clients, each of which asks again when it was answered (1,8,32)
  --runs N             short runs of each server, in turn (20)
  --seconds N          of each run (0.5)
  --only NAME[,NAME]   nested, list, list-week, list-filtered, session
  --workers N          processes of ours: WORKERS (1); what stands beside has one
  --node FILE          the node that all servers run on (this one from 24 on, else node@24 of npm)
  --beside NAME=DIR    another version of ours that is built there, or this one; several times
  --no-postgraphile    ours alone
  --no-this-node       not ours on the node of the bench too
  --profile FILE       a CPU profile of ours, and what takes most in it
  --keep DIR           keeps the loaded store there, and uses it again
  --out FILE           writes the results there, as JSON`;

/** @throws an error that says what would be right */
export function readServingOptions(args: readonly string[]): ServingOptions {
  const text = { type: 'string' } as const;
  const flag = { type: 'boolean' } as const;
  const { values } = parseArgs({
    args: [...args],
    options: {
      requests: text,
      clients: text,
      runs: text,
      seconds: text,
      only: text,
      workers: text,
      node: text,
      beside: { type: 'string', multiple: true },
      'no-postgraphile': flag,
      'no-this-node': flag,
      profile: text,
      keep: text,
      out: text,
    },
  });
  return {
    requests: number('requests', values.requests ?? '200000', 1_000),
    clients: (values.clients ?? '1,8,32').split(',').map((each) => number('clients', each, 1)),
    runs: number('runs', values.runs ?? '20', 1),
    seconds: number('seconds', values.seconds ?? '0.5', 0.05),
    only: values.only?.split(',') ?? null,
    workers: number('workers', values.workers ?? '1', 1),
    node: values.node ?? null,
    beside: (values.beside ?? []).map(besideOf),
    postgraphile: !values['no-postgraphile'],
    thisNode: !values['no-this-node'],
    profile: values.profile ?? null,
    keep: values.keep ?? null,
    out: values.out ?? null,
  };
}

function besideOf(text: string): ServingOptions['beside'][number] {
  const [, name, root] = /^([^=]+)=(.+)$/.exec(text) ?? [];
  if (!name || !root) throw new Error(`--beside: ${text} is not NAME=DIR`);
  return { name, root };
}

function number(name: string, text: string, least: number): number {
  const value = Number(text);
  if (Number.isFinite(value) && value >= least) return value;
  throw new Error(`--${name}: ${text} is not a number from ${least} on`);
}
