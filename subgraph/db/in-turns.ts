/** Lists that one statement reads: each is planned by itself, and all wait for the last. */
export const LISTS_PER_STATEMENT = 100;

/** Asks for many things some at a time, one statement after the other. The results in their order. */
export async function inTurns<Asked, Result>(
  all: readonly Asked[],
  perStatement: number,
  read: (some: readonly Asked[]) => Promise<Result[]>,
): Promise<Result[]> {
  if (all.length <= perStatement) return read(all);
  const results: Result[] = [];
  for (let start = 0; start < all.length; start += perStatement) {
    for (const result of await read(all.slice(start, start + perStatement))) results.push(result);
  }
  return results;
}
