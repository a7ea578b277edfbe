import {
  type GraphQLArgument,
  type GraphQLField,
  type GraphQLInputField,
  type GraphQLObjectType,
  type GraphQLSchema,
  getNamedType,
  getNullableType,
  isAbstractType,
  isEnumType,
  isInputObjectType,
  isLeafType,
  isListType,
  isNonNullType,
  isObjectType,
  isRequiredInputField,
} from 'graphql';

/** Ids that lead somewhere, by the name of their argument. */
export type Ids = Record<string, readonly string[]>;

/** Numbers from 0 up to 1, the same for a seed at every run. */
function chance(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

const SIZES = [1, 3, 10, 25, 50, 100, 200];
const DEPTH = 9;
const FIELDS = 400;
const ALIASES = 15;

/**
 * A query that the schema allows, within our limits of depth, fields and aliases: any fields, pages of any size, lists in lists,
 * the same field under several names.
 */
export function generateQuery(schema: GraphQLSchema, seed: number, ids: Ids): string {
  const next = chance(seed);
  const pick = <T>(of: readonly T[]): T => of[Math.floor(next() * of.length)]!;
  let fields = 0;
  let aliases = 0;
  // Some queries are broad and some deep.
  const breadth = pick([1, 2, 4, 8]);
  const leaves = pick([1, 2, 6]);

  const value = ({ name, type }: GraphQLArgument | GraphQLInputField): string | null => {
    if (ids[name]) return JSON.stringify(pick(ids[name]));
    const named = getNamedType(type);
    if (name === 'first') return String(pick(SIZES));
    if (name === 'buckets') return String(pick([10, 60, 120]));
    if (name === 'targets')
      return `[${ids
        .attackId!.slice(0, 100)
        .map((id) => `{ attackId: ${JSON.stringify(id)} }`)
        .join(' ')}]`;
    if (named.name === 'SessionSelectionInput') return `{ sessionIds: [${JSON.stringify(pick(ids.sessionId!))}] }`;
    if (isInputObjectType(named)) {
      const given = Object.values(named.getFields()).filter(
        (each) => each.name === 'sessionId' || isRequiredInputField(each),
      );
      return `{ ${given.map((each) => `${each.name}: ${value(each)}`).join(', ')} }`;
    }
    if (named.name === 'ID') return JSON.stringify(pick(ids.sessionId!));
    if (isEnumType(named)) {
      const values = named.getValues().map((each) => each.name);
      if (!isListType(getNullableType(type))) return pick(values);
      const some = values.filter(() => next() < 0.4);
      return `[${(some.length > 0 ? some : [pick(values)]).join(' ')}]`;
    }
    return null;
  };

  const argumentsOf = ({ args }: GraphQLField<unknown, unknown>): string => {
    const given = args.flatMap((argument) => {
      const isRequired = isNonNullType(argument.type) && argument.defaultValue === undefined;
      if (!isRequired && (next() < 0.4 || !['first', 'buckets'].includes(argument.name))) return [];
      const text = value(argument);
      return text === null ? [] : [`${argument.name}: ${text}`];
    });
    // The dearest parents: those with the most in them.
    if (args.some(({ type }) => getNamedType(type).name === 'SessionOrder') && next() < 0.5) {
      given.push('orderBy: { field: REQUEST_COUNT, direction: DESC }');
    }
    return given.length > 0 ? `(${given.join(', ')})` : '';
  };

  const fieldOf = (field: GraphQLField<unknown, unknown>, depth: number): string => {
    fields += 1;
    const type = getNamedType(field.type);
    const isAliased = aliases < ALIASES && next() < 0.15;
    if (isAliased) aliases += 1;
    const name = `${isAliased ? `a${aliases}: ` : ''}${field.name}${argumentsOf(field)}`;
    if (isLeafType(type)) return name;
    const possible = isAbstractType(type) ? schema.getPossibleTypes(type) : [type as GraphQLObjectType];
    if (!isAbstractType(type)) return `${name} { ${selections(possible[0]!, depth - 1)} }`;
    return `${name} { ${possible.map((each) => `... on ${each.name} { ${selections(each, depth - 1)} }`).join(' ')} }`;
  };

  const selections = (type: GraphQLObjectType, depth: number): string => {
    const all = Object.values(type.getFields()).filter((field) => !field.name.startsWith('_'));
    const values = all.filter((field) => isLeafType(getNamedType(field.type)));
    const objects = all.filter((field) => !isLeafType(getNamedType(field.type)));
    const chosen = ['__typename'];
    fields += 1;
    for (let n = 0; n < leaves && values.length > 0 && fields < FIELDS; n += 1)
      chosen.push(named(pick(values), depth, chosen));
    if (depth <= 1) return chosen.join(' ');
    const count = 1 + Math.floor(next() * breadth);
    for (let n = 0; n < count && objects.length > 0 && fields < FIELDS; n += 1) {
      chosen.push(named(pick(objects), depth, chosen));
    }
    return chosen.join(' ');
  };

  /** A second time in one selection, a field needs another name. */
  const named = (field: GraphQLField<unknown, unknown>, depth: number, chosen: readonly string[]): string => {
    const isTaken = chosen.some((each) => each === field.name || new RegExp(`^${field.name}[ ({]`).test(each));
    if (!isTaken) return fieldOf(field, depth);
    if (aliases >= ALIASES) return '';
    aliases += 1;
    const text = fieldOf(field, depth);
    return /^a\d+: /.test(text) ? text : `a${aliases}: ${text}`;
  };

  const root = schema.getQueryType();
  if (!isObjectType(root)) throw new Error('there is no query type');
  return `{ ${selections(root, DEPTH)} }`;
}
