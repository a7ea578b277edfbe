import type { ApolloServerPlugin } from '@apollo/server';
import { OnceAMinute } from '../auth/once-a-minute.ts';
import type { Scope } from '../auth/scope.type.ts';
import type { Context } from '../context.ts';
import { log } from '../logging/log.ts';

/** What an operation was refused to read, with the scope that it lacked. */
export class RefusedReads {
  readonly scopes = new Map<string, Scope>();

  /** @param place such as `Request.query`, or an argument; places of lists are one place */
  note(place: string, scope: Scope): void {
    this.scopes.set(place.replaceAll(/\[\d+\]/g, '[]'), scope);
  }
}

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
