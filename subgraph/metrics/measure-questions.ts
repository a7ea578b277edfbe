import type { ApolloServerPlugin } from '@apollo/server';
import type { GraphQLFormattedError } from 'graphql';
import type { Metrics, Outcome } from './metrics.ts';

/** What the server could not do; any other code is a mistake of the client's. */
const FAILURES = new Set(['INTERNAL_SERVER_ERROR', 'TIMEOUT', 'DATABASE_UNAVAILABLE', 'OVERLOADED']);

/** Measures how long questions take and how they end. */
export function measureQuestions(metrics: Metrics): ApolloServerPlugin {
  return {
    async requestDidStart() {
      const begun = performance.now();
      return {
        async willSendResponse({ operationName, response: { body } }) {
          if (body.kind !== 'single') return;
          const { data, errors = [] } = body.singleResult;
          metrics.answered(operationName, outcomeOf(data, errors), (performance.now() - begun) / 1_000);
        },
      };
    },
  };
}

function outcomeOf(data: unknown, errors: readonly GraphQLFormattedError[]): Outcome {
  if (errors.length === 0) return 'answered';
  const codes = errors.map(({ extensions }) => String(extensions?.code));
  if (!codes.some((code) => FAILURES.has(code))) return 'mistaken';
  const isThere = Object.values(data ?? {}).some((value) => value !== null);
  if (isThere) return 'partial';
  return data === undefined && codes.includes('OVERLOADED') ? 'refused' : 'failed';
}
