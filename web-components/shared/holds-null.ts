/** A null on the way, or anywhere below its end. */
export function holdsNull(value: unknown, way: readonly string[] = []): boolean {
  if (value === null) return true;
  if (typeof value !== 'object') return false;
  if (Array.isArray(value)) return value.some((item) => holdsNull(item, way));
  const [step, ...further] = way;
  const fields = value as Readonly<Record<string, unknown>>;
  return step !== undefined && step in fields
    ? holdsNull(fields[step], further)
    : Object.values(fields).some((field) => holdsNull(field));
}
