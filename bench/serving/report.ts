/** What the runs of one server came to, for one question and one number of clients. */
export interface Served {
  question: string;
  clients: number;
  server: string;
  /** Answers a second, of each run. */
  rates: number[];
  /** CPU of the server and of PostgreSQL for one answer, in milliseconds; null: there is no server, only SQL. */
  serverMs: number | null;
  databaseMs: number;
}

export function median(values: readonly number[]): number {
  return quantile(values, 0.5);
}

function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
}

/** @param peer the server whose rate is 1; another one where it has no rate */
export function reportOf(served: readonly Served[], peer: string): string {
  const lines = [
    '| question | clients | server | answers a second | spread | of the first | ms of the server | ms of PostgreSQL |',
    '| --- | ---: | --- | ---: | ---: | ---: | ---: | ---: |',
  ];
  for (const each of served) {
    const same = served.filter(({ question, clients }) => question === each.question && clients === each.clients);
    const first = same.find(({ server }) => server === peer) ?? same[0]!;
    const rate = median(each.rates);
    const cells = [
      each.question,
      each.clients,
      each.server,
      rate.toFixed(1),
      (quantile(each.rates, 0.75) - quantile(each.rates, 0.25)).toFixed(1),
      (rate / median(first.rates)).toFixed(2),
      each.serverMs?.toFixed(1) ?? '-',
      each.databaseMs.toFixed(1),
    ];
    lines.push(`| ${cells.join(' | ')} |`);
  }
  return lines.join('\n');
}
