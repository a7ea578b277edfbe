import type { ApolloServerPlugin } from '@apollo/server';
import type { Context } from '../context.ts';
import { log } from '../logging/log.ts';

/** Writes who read content, before the answer is out; what cannot be written is not shown. */
export const auditContentReads: ApolloServerPlugin<Context> = {
  async requestDidStart() {
    return {
      async willSendResponse({ contextValue, response: { body, http }, operationName }) {
        const { contentReads, answer } = contextValue;
        if (contentReads.fields.size === 0 || answer.stopped || body.kind !== 'single') return;
        const { fields, requests, subject } = contentReads;
        const input = {
          operation: operationName ?? null,
          fields: [...fields].sort(),
          requestCount: requests.size,
          requestIds: [...requests],
        };
        try {
          await contextValue.recordAttempt({ operation: 'readContent', subject, input, refusal: null });
        } catch (error) {
          log.error('the audit trail has not who read content', error);
          http.status = 503;
          body.singleResult = { errors: [NOT_RECORDED] };
        }
      },
    };
  },
};

const NOT_RECORDED = {
  message: 'the answer has content, and that it was read could not be written into the audit trail: ask again',
  extensions: { code: 'AUDIT_UNAVAILABLE', retryable: true },
};
