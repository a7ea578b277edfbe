/**
 * One object for every row of a key: the same session may be reached by a list, by a reference and from each of its requests,
 * and is to be in memory once.
 */
export function oneObject<Row, Result>(keyOf: (row: Row) => string, make: (row: Row) => Result): (row: Row) => Result {
  const made = new Map<string, Result>();
  return (row) => {
    const key = keyOf(row);
    const known = made.get(key);
    if (known !== undefined) return known;
    const result = make(row);
    made.set(key, result);
    return result;
  };
}
