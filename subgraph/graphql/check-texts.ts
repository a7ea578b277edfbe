import { MapperKind, mapSchema } from '@graphql-tools/utils';
import {
  defaultFieldResolver,
  type GraphQLFieldConfig,
  type GraphQLInputType,
  type GraphQLSchema,
  getNamedType,
  isInputObjectType,
  isUnionType,
} from 'graphql';
import { checkText } from '../filters/check-filter.ts';

/**
 * Looks at every text that a field is asked with before its resolver does: one that the store cannot hold is an error that
 * names its place. The database would fail at U+0000, and take broken Unicode for another text. Fields that tell what is
 * wrong as a result do it themselves. Cursors are checked where they are read.
 */
export function checkTexts(schema: GraphQLSchema): GraphQLSchema {
  return mapSchema(schema, {
    [MapperKind.OBJECT_FIELD]: (field) => {
      if (!takesText(field) || isUnionOfErrors(field)) return field;
      const { resolve = defaultFieldResolver } = field;
      return {
        ...field,
        resolve(source, args, context, info) {
          for (const [name, value] of Object.entries(args)) if (!CURSORS.has(name)) checkWithin(value, name);
          return resolve(source, args, context, info);
        },
      };
    },
  });
}

const CURSORS = new Set(['after', 'before']);
const TEXTS = new Set(['ID', 'String']);

function takesText({ args = {} }: GraphQLFieldConfig<unknown, unknown>): boolean {
  return Object.entries(args).some(([name, { type }]) => !CURSORS.has(name) && holdsText(type, new Set()));
}

/** @param known types that were looked at: inputs hold each other */
function holdsText(of: GraphQLInputType, known: Set<unknown>): boolean {
  const type = getNamedType(of);
  if (TEXTS.has(type.name)) return true;
  if (!isInputObjectType(type) || known.has(type)) return false;
  known.add(type);
  return Object.values(type.getFields()).some((field) => holdsText(field.type, known));
}

function isUnionOfErrors({ type }: GraphQLFieldConfig<unknown, unknown>): boolean {
  const named = getNamedType(type);
  if (!isUnionType(named)) return false;
  return named.getTypes().some((member) => member.getInterfaces().some(({ name }) => name === 'SessionsError'));
}

/** Inputs are a few levels deep: the schema says how many, and variables have a limit before they are read. */
function checkWithin(value: unknown, path: string): void {
  if (typeof value === 'string') checkText(value, path);
  else if (Array.isArray(value)) for (const [index, each] of value.entries()) checkWithin(each, `${path}[${index}]`);
  else if (value !== null && typeof value === 'object' && !(value instanceof Date)) {
    for (const [name, each] of Object.entries(value)) checkWithin(each, `${path}.${name}`);
  }
}
