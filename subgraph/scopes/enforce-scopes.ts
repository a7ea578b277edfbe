import {
  defaultFieldResolver,
  type GraphQLFieldResolver,
  type GraphQLSchema,
  isInputObjectType,
  isObjectType,
} from 'graphql';
import type { Scope } from '../auth/scope.type.ts';
import type { Context } from '../context.ts';
import { needOfInput, refusedPart } from './asked-by.ts';
import { forbiddenArgument, forbiddenField, missingText } from './forbidden.ts';
import { type Need, needsIn, OUTPUTS } from './scope-table.ts';

type Resolve = GraphQLFieldResolver<unknown, Context>;
/** Whether there is a value that is withheld: what was never stored is null for everybody. */
type IsThere = (source: unknown) => boolean;

/**
 * Has every field of a schema ask what the viewer may, whatever way leads to it. The schema is changed.
 * @param isThere for content that has a resolver of its own, by its place; for any other its value says so
 * @throws where the table has no scope for something
 */
export function enforceScopes(schema: GraphQLSchema, isThere: Readonly<Record<string, IsThere>>): GraphQLSchema {
  const needs = needsIn(OUTPUTS);
  for (const type of Object.values(schema.getTypeMap())) {
    if (type.name.startsWith('__')) continue;
    if (isInputObjectType(type)) for (const name of Object.keys(type.getFields())) needOfInput(`${type.name}.${name}`);
    if (!isObjectType(type)) continue;
    for (const field of Object.values(type.getFields())) {
      const place = `${type.name}.${field.name}`;
      const need = needs.get(place);
      if (!need) throw new Error(`${place} has no scope: say in scopes/scope-table.ts who may read it`);
      const refused = refusedPart(field.args);
      const resolve = (field.resolve ?? defaultFieldResolver) as Resolve;
      const asked = refused ? withArguments(resolve, refused, type === schema.getMutationType()) : resolve;
      if (type === schema.getMutationType()) field.resolve = toldResolver(asked, place, need);
      else if (need === 'sessions:content') {
        const there = isThere[place] ?? ((source) => (source as Record<string, unknown>)[field.name] != null);
        field.resolve = contentResolver(asked, place, there);
      } else if (need !== 'anybody') {
        field.resolve = scopedResolver(CARRIERS.has(place) ? carrierResolver(asked) : asked, place, need);
      } else if (refused) field.resolve = asked;
    }
  }
  return schema;
}

/** Rejects and never throws, as graphql/cost/answer-meter.ts tells. */
function scopedResolver(resolve: Resolve, place: string, scope: Scope): Resolve {
  return (source, args, context, info) =>
    context.scopes.has(scope) ? resolve(source, args, context, info) : refuse(context, place, scope);
}

function refuse({ refusedReads }: Context, place: string, scope: Scope): Promise<never> {
  refusedReads.note(place, scope);
  return Promise.reject(forbiddenField(place, scope));
}

/** Of what is withheld it is known that it is there; of what is shown, that somebody saw it. */
function contentResolver(resolve: Resolve, place: string, isThere: IsThere): Resolve {
  const isPart = CONTENT_TYPES.has(place.split('.')[0]!);
  return (source, args, context, info) => {
    if (!isThere(source)) return null;
    if (!context.scopes.has('sessions:content')) return refuse(context, place, 'sessions:content');
    if (!isPart) context.contentReads.note(place, source as object);
    return resolve(source, args, context, info);
  };
}

/** Types that are content as a whole: what leads to them is noted. */
const CONTENT_TYPES = new Set(
  Object.entries(OUTPUTS).flatMap(([type, row]) => (Object.keys(row).join() === 'sessions:content' ? [type] : [])),
);

/** Lists whose values show content of their request, and do not know it. */
const CARRIERS = new Set(['Request.parameters']);

function carrierResolver(resolve: Resolve): Resolve {
  return async (source, args, context, info) => {
    const values = await resolve(source, args, context, info);
    context.contentReads.own(values, source as object);
    return values;
  };
}

/** What somebody may not do is a result with a type, which the mutation makes and audits. */
function toldResolver(resolve: Resolve, place: string, need: Need): Resolve {
  return (source, args, context, info) =>
    need === 'anybody' || context.scopes.has(need)
      ? resolve(source, args, context, info)
      : resolve(source, args, { ...context, refusal: missingText(place, need) }, info);
}

function withArguments(
  resolve: Resolve,
  refusedPartOf: NonNullable<ReturnType<typeof refusedPart>>,
  isMutation: boolean,
): Resolve {
  return (source, args, context, info) => {
    const refused = refusedPartOf(args, context.scopes);
    if (!refused) return resolve(source, args, context, info);
    const { path, scope } = refused;
    if (!isMutation) {
      context.refusedReads.note(`${info.parentType.name}.${info.fieldName}(${path})`, scope);
      return Promise.reject(forbiddenArgument(path, scope));
    }
    return resolve(source, args, { ...context, refusal: context.refusal ?? missingText(path, scope) }, info);
  };
}
