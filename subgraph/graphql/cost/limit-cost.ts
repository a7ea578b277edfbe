import type { ApolloServerPlugin } from '@apollo/server';
import { type DocumentNode, GraphQLError, getVariableValues, Kind } from 'graphql';
import type { Admission } from '../../admission/admission.ts';
import type { Context } from '../../context.ts';
import type { QueryLimits } from '../limits.ts';
import { type Countable, costOf } from './query-cost.ts';

/** Sent with a request, with any value: the answer then tells what it cost. */
const COST_HEADER = 'x-sessions-cost';

/** Cost of an operation, and what the server allows for one. */
interface CostTold {
  requested: number;
  limit: number;
}

/** Refuses operations that cost too much before anything of them is executed; the others wait for their turn. */
export function limitCost(
  limits: Pick<QueryLimits, 'cost' | 'references'>,
  admission: Admission,
): ApolloServerPlugin<Context> {
  const { cost: limit, references: maxReferences } = limits;
  return {
    async requestDidStart() {
      let told: CostTold | null = null;
      let leave: (() => void) | null = null;
      return {
        async didResolveOperation({ schema, document, operation, request, contextValue }) {
          if (!operation) return;
          const { coerced } = getVariableValues(schema, operation.variableDefinitions ?? [], request.variables ?? {});
          // Variables of a wrong type: execution says which, and executes nothing.
          if (!coerced) return;
          const fragments = fragmentsOf(document);
          const { cost, references } = costOf({ schema, operation, fragments, variables: coerced, maxReferences });
          if (references > maxReferences) throw tooManyReferences(references, maxReferences);
          told = { requested: cost, limit };
          if (cost > limit) throw tooCostly(told);
          const { caller, patience: signal } = contextValue;
          leave = await admission.enter({ caller, cost, signal });
        },
        async willSendResponse({ request, response: { body } }) {
          leave?.();
          leave = null;
          if (!told || body.kind !== 'single' || !request.http?.headers.has(COST_HEADER)) return;
          body.singleResult.extensions = { ...body.singleResult.extensions, cost: told };
        },
      };
    },
  };
}

function fragmentsOf({ definitions }: DocumentNode): Countable['fragments'] {
  const fragments: Record<string, Countable['fragments'][string]> = {};
  for (const definition of definitions) {
    if (definition.kind === Kind.FRAGMENT_DEFINITION) fragments[definition.name.value] = definition;
  }
  return fragments;
}

function tooCostly(cost: CostTold): GraphQLError {
  const { requested, limit } = cost;
  return new GraphQLError(
    `the operation costs ${requested}, at most ${limit} is allowed: ask for smaller pages (first), for fewer lists inside lists, or in parts`,
    { extensions: { code: 'QUERY_TOO_COSTLY', cost, http: { status: 400 } } },
  );
}

function tooManyReferences(references: number, limit: number): GraphQLError {
  return new GraphQLError(
    `representations: ${references} references, at most ${limit} are allowed in one request: name each entity once, or ask in parts`,
    {
      extensions: { code: 'TOO_MANY_REFERENCES', references: { requested: references, limit }, http: { status: 400 } },
    },
  );
}
