import DataLoader from 'dataloader';

/**
 * A loader for rows that carry their key: one query for all keys asked in one tick, null where a row is missing.
 * @param keyOf spells a key, for cache and lookup
 */
export function loadByKey<Key, Row>(
  find: (keys: readonly Key[]) => Promise<Row[]>,
  keyOf: (key: Key) => string,
  rowKey: (row: Row) => string,
): DataLoader<Key, Row | null, string> {
  return new DataLoader(
    async (keys) => {
      const rows = new Map((await find(keys)).map((row) => [rowKey(row), row]));
      return keys.map((key) => rows.get(keyOf(key)) ?? null);
    },
    { cacheKeyFn: keyOf },
  );
}

/** A loader for lists of rows: all rows that belong to a key, in the order in which the query gives them. */
export function loadLists<Key, Row>(
  find: (keys: readonly Key[]) => Promise<Row[]>,
  keyOf: (key: Key) => string,
  rowKey: (row: Row, keys: readonly Key[]) => string,
): DataLoader<Key, Row[], string> {
  return new DataLoader(
    async (keys) => {
      const lists = new Map<string, Row[]>(keys.map((key) => [keyOf(key), []]));
      for (const row of await find(keys)) lists.get(rowKey(row, keys))?.push(row);
      return keys.map((key) => lists.get(keyOf(key)) ?? []);
    },
    { cacheKeyFn: keyOf },
  );
}

/**
 * A loader whose keys carry arguments: keys of equal arguments (the same field on many parents) share one query.
 * @param argumentsOf spells what must be equal
 * @param run one result per key, in their order
 */
export function loadGrouped<Key, Result>(
  argumentsOf: (key: Key) => string,
  keyOf: (key: Key) => string,
  run: (keys: readonly Key[]) => Promise<Result[]>,
): DataLoader<Key, Result, string> {
  return new DataLoader(
    async (keys) => {
      const groups = new Map<string, number[]>();
      for (const [index, key] of keys.entries()) {
        const group = argumentsOf(key);
        const members = groups.get(group);
        if (members) members.push(index);
        else groups.set(group, [index]);
      }
      const results = new Array<Result>(keys.length);
      await Promise.all(
        [...groups.values()].map(async (indexes) => {
          const found = await run(indexes.map((index) => keys[index]!));
          for (const [at, index] of indexes.entries()) results[index] = found[at]!;
        }),
      );
      return results;
    },
    { cacheKeyFn: keyOf },
  );
}
