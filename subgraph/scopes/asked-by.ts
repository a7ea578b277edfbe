import {
  type GraphQLArgument,
  type GraphQLInputType,
  getNullableType,
  isEnumType,
  isInputObjectType,
  isListType,
} from 'graphql';
import type { Scope } from '../auth/scope.type.ts';
import { INPUTS, type Need, needsIn } from './scope-table.ts';

const NEEDS = needsIn(INPUTS);

/** What an input field or a value of an enum needs; throws for one that the table has not. */
export function needOfInput(place: string): Need {
  const need = NEEDS.get(place);
  if (!need) throw new Error(`${place} has no scope: say in scopes/scope-table.ts who may ask by it`);
  return need;
}

/** A part of an argument that needs a scope. */
interface Refused {
  /** `filter.requests[0].parameter.value` */
  path: string;
  scope: Scope;
}

type Find = (value: unknown, path: string, scopes: ReadonlySet<Scope>) => Refused | null;

/** The first part of the arguments of a field that these scopes do not allow to ask by; undefined: whoever may ask may ask by all. */
export function refusedPart(
  args: readonly GraphQLArgument[],
): ((values: Readonly<Record<string, unknown>>, scopes: ReadonlySet<Scope>) => Refused | null) | undefined {
  const finds = args.flatMap(({ name, type }) => {
    const find = finderOf(type, new Map());
    return find ? [[name, find] as const] : [];
  });
  if (finds.length === 0) return undefined;
  return (values, scopes) => first(finds, ([name, find]) => find(values[name], name, scopes));
}

/** Undefined: nothing of this type needs anything. */
function finderOf(input: GraphQLInputType, known: Map<string, Find | undefined>): Find | undefined {
  const type = getNullableType(input);
  if (isListType(type)) {
    const find = finderOf(type.ofType, known);
    return (
      find &&
      ((values, path, scopes) =>
        Array.isArray(values)
          ? first([...values.entries()], ([index, value]) => find(value, `${path}[${index}]`, scopes))
          : null)
    );
  }
  if (isEnumType(type)) {
    const needed = type.getValues().flatMap(({ name, value }) => {
      const need = needOfInput(`${type.name}.${name}`);
      return need === 'anybody' ? [] : [[value as unknown, need] as const];
    });
    if (needed.length === 0) return undefined;
    const scopeOf = new Map(needed);
    return (value, path, scopes) => refusal(scopeOf.get(value), path, scopes);
  }
  if (!isInputObjectType(type)) return undefined;
  if (known.has(type.name)) return known.get(type.name);
  const fields: [name: string, scope: Scope | undefined, find: Find | undefined][] = [];
  const find: Find = (value, path, scopes) => {
    if (value === null || typeof value !== 'object') return null;
    return first(fields, ([name, scope, inner]) => {
      const part = (value as Record<string, unknown>)[name];
      if (part == null) return null;
      const place = `${path}.${name}`;
      return refusal(scope, place, scopes) ?? inner?.(part, place, scopes) ?? null;
    });
  };
  // Filters hold filters.
  known.set(type.name, find);
  for (const [name, field] of Object.entries(type.getFields())) {
    const need = needOfInput(`${type.name}.${name}`);
    const inner = finderOf(field.type, known);
    const scope = need === 'anybody' ? undefined : need;
    if (scope || inner) fields.push([name, scope, inner]);
  }
  return fields.some(([, scope, inner]) => scope !== undefined || inner !== find) ? find : undefined;
}

function refusal(scope: Scope | undefined, path: string, scopes: ReadonlySet<Scope>): Refused | null {
  return scope === undefined || scopes.has(scope) ? null : { path, scope };
}

function first<Item>(items: readonly Item[], find: (item: Item) => Refused | null): Refused | null {
  for (const item of items) {
    const found = find(item);
    if (found) return found;
  }
  return null;
}
