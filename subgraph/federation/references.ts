import type { Context } from '../context.ts';
import { isStorable } from '../filters/check-filter.ts';

/** Finds an entity by the value of its key; null: there is none, or it belongs to another tenant. */
type FindEntity = (id: string, context: Context) => object | null | Promise<object | null>;

/** What the gateway names an entity by: `{ __typename, id }`. */
export type ReferenceResolver = (reference: Record<string, unknown>, context: Context) => Promise<object | null>;

/**
 * A resolver of references. Gateways name the same entity many times in one query: it is looked up once and given back as
 * one object. What is no id of ours is null as what is unknown is: one bad reference must not cost the page.
 * @param key the field of the key
 */
export function resolveReferences(key: string, find: FindEntity): ReferenceResolver {
  const operations = new WeakMap<Context, Map<string, Promise<object | null>>>();
  return (reference, context) => {
    const id = idOf(reference[key]);
    if (id === null) return NOTHING;
    const known = operations.get(context) ?? new Map<string, Promise<object | null>>();
    operations.set(context, known);
    const found = known.get(id) ?? Promise.resolve(find(id, context));
    known.set(id, found);
    return found;
  };
}

const NOTHING = Promise.resolve(null);

/** As GraphQL reads an ID; null: it would refuse it, or the store cannot hold it. */
function idOf(value: unknown): string | null {
  if (Number.isSafeInteger(value)) return String(value);
  return typeof value === 'string' && isStorable(value) ? value : null;
}
