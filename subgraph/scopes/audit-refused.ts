import type { ApolloServerPlugin } from '@apollo/server';
import { OnceAMinute } from '../auth/once-a-minute.ts';
import type { Context } from '../context.ts';
import { log } from '../logging/log.ts';

/**
 * Writes who was refused what: an identity and a place once a minute, or whoever is refused could fill the trail. Whether it can be written or not,
 * it is refused.
 */
export function auditRefusedReads(once = new OnceAMinute()): ApolloServerPlugin<Context> {
  return {
    async requestDidStart() {
      return {
        async willSendResponse({ contextValue, operationName }) {
          const { refusedReads, tenant, actor } = contextValue;
          const fields = [...refusedReads.scopes.keys()].filter(
            (place) => once.times(JSON.stringify([tenant, actor, place])) !== null,
          );
          if (fields.length === 0) return;
          const missing = [...new Set(fields.map((place) => refusedReads.scopes.get(place)))].sort();
          const attempt = {
            operation: 'readRefused',
            subject: 'fields',
            input: { operation: operationName ?? null, fields: fields.sort() },
            refusal: `needs ${missing.join(', ')}`,
          };
          await contextValue
            .recordAttempt(attempt)
            .catch((error: Error) => log.error('the audit trail has not who was refused', error));
        },
      };
    },
  };
}
