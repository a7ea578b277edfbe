// Many lists in one statement: the same field of many parents.

/** Lists that one statement reads: each is planned by itself, and all wait for the last. */
const LISTS_PER_STATEMENT = 100;

/** Asks for many lists some at a time, one statement after the other. One result per list, in their order. */
export async function inTurns<List, Result>(
  lists: readonly List[],
  read: (some: readonly List[]) => Promise<Result[]>,
): Promise<Result[]> {
  const results: Result[] = [];
  for (let start = 0; start < lists.length; start += LISTS_PER_STATEMENT) {
    results.push(...(await read(lists.slice(start, start + LISTS_PER_STATEMENT))));
  }
  return results;
}
