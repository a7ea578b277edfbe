interface Row {
  readonly node: { readonly id: string; readonly lastSeenAt: string; readonly requestCount: number };
}

/** What a list showed before it was read again. */
export interface Known {
  /** The latest activity there was, in milliseconds; of no session at all, minus infinity. */
  readonly since: number;
  readonly rows: ReadonlyMap<string, string>;
}

const stateOf = ({ node }: Row): string => `${node.lastSeenAt} ${node.requestCount}`;

/** @param newest the latest activity under these filters; undefined: that of the rows, which are the newest ones */
export function knownOf(rows: readonly Row[], newest?: string): Known {
  const times = newest === undefined ? rows.map(({ node }) => node.lastSeenAt) : [newest];
  return {
    since: Math.max(...times.map(Date.parse)),
    rows: new Map(rows.map((row) => [row.node.id, stateOf(row)])),
  };
}

/** Ids of the rows that are new, or have new requests. What only moved up from a later page is neither. */
export function freshIn(rows: readonly Row[], { since, rows: before }: Known): ReadonlySet<string> {
  const fresh = rows.filter(
    (row) => Date.parse(row.node.lastSeenAt) >= since && before.get(row.node.id) !== stateOf(row),
  );
  return new Set(fresh.map(({ node }) => node.id));
}
