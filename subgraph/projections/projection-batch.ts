import { readFileSync } from 'node:fs';
import { Ajv, type ValidateFunction } from 'ajv';
import addFormats from 'ajv-formats';
import type { ProjectedFacts } from '../store/projected-facts.ts';
import { endpointId } from '../values/endpoint-id.ts';
import { schemaErrorInWords } from '../values/json-file.ts';

/** A copy of something that another system owns. */
export type ProjectionName = 'endpoints' | 'attacks';

/** Items as their owner has them now. */
export interface ProjectionBatch<Item> {
  /** Up to when the copy is complete with this batch, by the owner's clock; null: it does not say. */
  asOf: Date | null;
  items: Item[];
}

/** A version of one item. */
export interface Versioned {
  id: string;
  /** Grows with each change, per id. */
  version: number;
  /** The owner knows it no more. */
  deleted: boolean;
}

export type ProjectedEndpoint = Versioned & { facts: ProjectedFacts };

/** `falsePositive`: the whole attack is none; false of a deleted one. */
export type ProjectedAttack = Versioned & { falsePositive: boolean };

/** What a client did wrong, with the JSON pointer of the place. */
class InvalidBatch extends Error {
  override readonly name = 'InvalidBatch';
  readonly statusCode = 400;
}

/** Clocks of two systems may differ by as much. */
const CLOCK_SKEW_MS = 60_000;

interface EndpointItem extends ProjectedFacts {
  id?: string;
  method?: string;
  host?: string | null;
  pathTemplate?: string;
  version: number;
  deleted?: boolean;
}

interface AttackItem {
  id: string;
  version: number;
  deleted?: boolean;
  falsePositive?: boolean;
}

/** @throws {InvalidBatch} */
export function parseEndpoints(tenant: string, body: unknown): ProjectionBatch<ProjectedEndpoint> {
  const { asOf, items } = checked<EndpointItem>('endpoints', body);
  return {
    asOf,
    items: items.map(({ id, method, host, pathTemplate, version, deleted = false, ...facts }, index) => {
      refuseFactsOfDeleted(deleted, facts, index);
      const { businessFlows } = facts;
      if (businessFlows) facts.businessFlows = [...new Set(businessFlows)].sort();
      return { id: idOf(tenant, { id, method, host, pathTemplate }, index), version, deleted, facts };
    }),
  };
}

/** @throws {InvalidBatch} */
export function parseAttacks(body: unknown): ProjectionBatch<ProjectedAttack> {
  const { asOf, items } = checked<AttackItem>('attacks', body);
  return {
    asOf,
    items: items.map(({ id, version, deleted = false, ...facts }, index) => {
      refuseFactsOfDeleted(deleted, facts, index);
      return { id, version, deleted, falsePositive: facts.falsePositive ?? false };
    }),
  };
}

/** Its id, or what ids are made of. */
function idOf(
  tenant: string,
  { id, ...key }: Pick<EndpointItem, 'id' | 'method' | 'host' | 'pathTemplate'>,
  index: number,
): string {
  const { method, host, pathTemplate } = key;
  const given = Object.values(key).filter((value) => value !== undefined).length;
  if (id !== undefined && given === 0) return id;
  if (id === undefined && method !== undefined && host !== undefined && pathTemplate !== undefined) {
    return endpointId(tenant, method, host?.toLowerCase() ?? null, pathTemplate);
  }
  throw new InvalidBatch(`/items/${index} must be named by id alone, or by method, host and pathTemplate`);
}

function refuseFactsOfDeleted(deleted: boolean, facts: object, index: number): void {
  const [first] = Object.keys(facts);
  if (!deleted || first === undefined) return;
  throw new InvalidBatch(`/items/${index}/${first} must be left out: the item is deleted`);
}

const validators = new Map<ProjectionName, ValidateFunction<{ asOf?: string; items: never[] }>>();
const SCHEMAS: Record<ProjectionName, string> = {
  endpoints: './endpoint-projections.schema.json',
  attacks: './attack-projections.schema.json',
};

/** Compiled when the first is pushed: a server that nobody pushes to starts sooner. */
function validatorOf(name: ProjectionName) {
  const known = validators.get(name);
  if (known) return known;
  const ajv = new Ajv({ allowUnionTypes: true });
  addFormats.default(ajv, ['date-time']);
  // read, not imported: Node 20 warns about every JSON import
  const schema = readFileSync(new URL(SCHEMAS[name], import.meta.url), 'utf8');
  const validate = ajv.compile<{ asOf?: string; items: never[] }>(JSON.parse(schema));
  validators.set(name, validate);
  return validate;
}

function checked<Item>(name: ProjectionName, body: unknown): ProjectionBatch<Item> {
  const validate = validatorOf(name);
  if (!validate(body)) throw new InvalidBatch(schemaErrorInWords(validate.errors?.[0]));
  const asOf = body.asOf === undefined ? null : new Date(body.asOf);
  if (asOf && !(asOf.getTime() <= Date.now() + CLOCK_SKEW_MS))
    throw new InvalidBatch('/asOf must be a time that is not in the future');
  return { asOf, items: body.items };
}
