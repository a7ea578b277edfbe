import {
  type GraphQLArgument,
  type GraphQLField,
  type GraphQLInputObjectType,
  type GraphQLInputType,
  type GraphQLObjectType,
  type GraphQLSchema,
  getNamedType,
  getNullableType,
  isEnumType,
  isInputObjectType,
  isLeafType,
  isListType,
  isNonNullType,
  isObjectType,
  parse,
  TypeInfo,
  visit,
  visitWithTypeInfo,
} from 'graphql';

// Questions made of a schema: every field of every type, and every place where an id or a text can be put into an argument.

type Field = GraphQLField<unknown, unknown>;

/** A way from the root to a type: fields with their arguments, as text. */
type Way = readonly string[];

/** A place in the arguments of a field that takes any id or text. */
export interface Place {
  /** `Session.requests(filter.ids[])` */
  name: string;
  /** The operation with something in that place, under as many names as there are values. */
  ask(values: readonly string[]): string[];
}

/** What a value must be where it is required: by `Query.request(id)`, else by the name of the argument. */
export type Defaults = Readonly<Record<string, string>>;

const DEPTH = 2;
const FILTERS_IN_FILTERS = ['Query.sessions', 'Session.requests'];
const MOST_FIELDS = 500;
const MOST_NAMES = 12;

/** Ways to every type that is reached from the root, the shortest of each. */
export function waysTo(schema: GraphQLSchema, defaults: Defaults): Map<string, Way> {
  const root = schema.getQueryType()!;
  const ways = new Map<string, Way>([[root.name, []]]);
  const queue: GraphQLObjectType[] = [root];
  for (const type of queue) {
    for (const field of Object.values(type.getFields())) {
      const named = getNamedType(field.type);
      if (isLeafType(named)) continue;
      const targets = isObjectType(named) ? [named] : schema.getPossibleTypes(named as never);
      for (const target of targets) {
        if (ways.has(target.name)) continue;
        const step = `${field.name}${requiredArguments(type, field, defaults)}`;
        const inner = target === named ? [step] : [step, `... on ${target.name}`];
        ways.set(target.name, [...ways.get(type.name)!, ...inner]);
        queue.push(target);
      }
    }
  }
  return ways;
}

/** Questions for every field of every type that is reached from the root. */
export function questionsOf(schema: GraphQLSchema, defaults: Defaults): string[] {
  return [...waysTo(schema, defaults)].flatMap(([name, way]) => {
    const type = schema.getType(name) as GraphQLObjectType;
    const fields = Object.values(type.getFields()).filter((field) => !field.name.startsWith('_'));
    return fields.map((field) => along(way, fieldText(schema, field, requiredArguments(type, field, defaults), 1)));
  });
}

/** Every place for an id or a text, in the arguments of every field, of mutations too. */
export function placesOf(schema: GraphQLSchema, defaults: Defaults): Place[] {
  const ways = waysTo(schema, defaults);
  const mutation = schema.getMutationType();
  if (mutation) ways.set(mutation.name, []);
  return [...ways].flatMap(([name, way]) => {
    const type = schema.getType(name) as GraphQLObjectType;
    const fields = Object.values(type.getFields()).filter((field) => !field.name.startsWith('_'));
    return fields.flatMap((field) =>
      literalsOf(type, field, defaults).map(({ place, put }) => ({
        name: `${type.name}.${field.name}(${place})`,
        ask: (values: readonly string[]) => {
          const texts = values.map((value) => fieldText(schema, field, put(value), DEPTH));
          const size = Math.max(...texts.map((text) => text.split(/\s+/).length));
          const atOnce = Math.max(1, Math.min(MOST_NAMES, Math.floor(MOST_FIELDS / size)));
          const operations: string[] = [];
          for (let start = 0; start < texts.length; start += atOnce) {
            const named = texts.slice(start, start + atOnce).map((text, index) => `n${index}: ${text}`);
            operations.push(`${type === mutation ? 'mutation ' : ''}${along(way, named.join(' '))}`);
          }
          return operations;
        },
      })),
    );
  });
}

function along(way: Way, text: string): string {
  return `{ ${way.reduceRight((inner, step) => `${step} { ${inner} }`, text)} }`;
}

/** All that is to be asked of an entity. */
export function entityFields(schema: GraphQLSchema, type: string): string {
  return selection(schema, schema.getType(type) as GraphQLObjectType, DEPTH);
}

function fieldText(schema: GraphQLSchema, field: Field, args: string, depth: number): string {
  const named = getNamedType(field.type);
  if (isLeafType(named)) return `${field.name}${args}`;
  return `${field.name}${args} { ${selection(schema, named as GraphQLObjectType, depth)} }`;
}

/** All leaves, and so many levels below; what needs arguments is a place or a question of its own. */
function selection(schema: GraphQLSchema, named: GraphQLObjectType, depth: number): string {
  if (!isObjectType(named)) {
    const parts = schema
      .getPossibleTypes(named)
      .map((type) => `... on ${type.name} { ${selection(schema, type, depth)} }`);
    return `__typename ${parts.join(' ')}`;
  }
  const fields = Object.values(named.getFields()).filter(
    (field) => !field.name.startsWith('_') && field.args.every((arg) => !isRequired(arg)),
  );
  const texts = fields.flatMap((field) => {
    const inner = getNamedType(field.type);
    if (isLeafType(inner)) return [field.name];
    if (depth <= 1) return [];
    const page = field.args.some(({ name }) => name === 'first') ? '(first: 2)' : '';
    return [`${field.name}${page} { ${selection(schema, inner as GraphQLObjectType, depth - 1)} }`];
  });
  return `__typename ${texts.join(' ')}`;
}

const isRequired = (arg: { type: GraphQLInputType; defaultValue?: unknown }): boolean =>
  isNonNullType(arg.type) && arg.defaultValue === undefined;

function requiredArguments(type: GraphQLObjectType, field: Field, defaults: Defaults): string {
  const given = field.args.flatMap((arg) => {
    if (isRequired(arg)) return [`${arg.name}: ${defaultOf(arg, `${type.name}.${field.name}(${arg.name})`, defaults)}`];
    return arg.name === 'first' ? ['first: 2'] : [];
  });
  return given.length > 0 ? `(${given.join(', ')})` : '';
}

/** A value of an argument or an input field that must be there. */
function defaultOf({ name, type }: Pick<GraphQLArgument, 'name' | 'type'>, place: string, defaults: Defaults): string {
  const known = defaults[place] ?? defaults[name];
  if (known !== undefined) return known;
  const nullable = getNullableType(type);
  if (isListType(nullable)) return `[${defaultOf({ name, type: nullable.ofType }, place, defaults)}]`;
  if (isEnumType(nullable)) return nullable.getValues()[0]!.name;
  if (isInputObjectType(nullable)) return `{ ${requiredFields(nullable, [], defaults).join(', ')} }`;
  if (String(nullable) === 'Int' || String(nullable) === 'Float') return '1';
  throw new Error(`${place} is required: say in the defaults of the matrix what to put there`);
}

function requiredFields(type: GraphQLInputObjectType, except: readonly string[], defaults: Defaults): string[] {
  return Object.values(type.getFields())
    .filter((field) => isRequired(field) && !except.includes(field.name))
    .map((field) => `${field.name}: ${defaultOf(field, `${type.name}.${field.name}`, defaults)}`);
}

interface Literal {
  place: string;
  /** The arguments of the field with a value in that place. */
  put(value: string): string;
}

/** The places of a field. */
function literalsOf(type: GraphQLObjectType, field: Field, defaults: Defaults): Literal[] {
  return field.args.flatMap((arg) =>
    inner(arg.type, []).map(({ place, put }) => ({
      place: `${arg.name}${place}`,
      put: (value: string) => {
        const others = field.args
          .filter((other) => other !== arg && isRequired(other))
          .map((other) => `${other.name}: ${defaultOf(other, `${type.name}.${field.name}(${other.name})`, defaults)}`);
        const page = field.args.some(({ name }) => name === 'first') ? ['first: 2'] : [];
        return `(${[...others, ...page, `${arg.name}: ${put(value)}`].join(', ')})`;
      },
    })),
  );

  function inner(input: GraphQLInputType, seen: readonly string[]): Literal[] {
    const nullable = getNullableType(input);
    if (isListType(nullable)) {
      return inner(nullable.ofType, seen).map(({ place, put }) => ({
        place: `[]${place}`,
        put: (value) => `[${put(value)}]`,
      }));
    }
    if (!isInputObjectType(nullable)) {
      const takesText = ['ID', 'String'].includes(String(nullable));
      return takesText ? [{ place: '', put: (value) => JSON.stringify(value) }] : [];
    }
    // Filters in filters (anyOf, not) mean the same there: once more where most is asked, and nowhere else.
    const depth = seen.filter((name) => name === nullable.name).length;
    if (depth > (FILTERS_IN_FILTERS.includes(`${type.name}.${field.name}`) ? 1 : 0)) return [];
    return Object.values(nullable.getFields()).flatMap((part) =>
      inner(part.type, [...seen, nullable.name]).map(({ place, put }) => ({
        place: `.${part.name}${place}`,
        put: (value: string) =>
          `{ ${[...requiredFields(nullable, [part.name], defaults), `${part.name}: ${put(value)}`].join(', ')} }`,
      })),
    );
  }
}

/** The fields that some operations ask for: `Session.id`. */
export function fieldsAsked(schema: GraphQLSchema, operations: readonly string[]): Set<string> {
  const asked = new Set<string>();
  for (const operation of operations) {
    const info = new TypeInfo(schema);
    visit(
      parse(operation),
      visitWithTypeInfo(info, {
        Field(node) {
          const parent = info.getParentType();
          if (parent && !node.name.value.startsWith('__')) asked.add(`${parent.name}.${node.name.value}`);
        },
      }),
    );
  }
  return asked;
}
