import type { ApolloServerPlugin } from '@apollo/server';
import type { Context } from '../context.ts';

/** So many of the mistakes of one query are told. */
const MOST_ERRORS = 5;

/** A query of many mistakes is not answered with as many errors: those of what was answered, each at its place, all stay. */
export const tellFewMistakes: ApolloServerPlugin<Context> = {
  async requestDidStart() {
    return {
      async willSendResponse({ response: { body } }) {
        if (body.kind !== 'single' || body.singleResult.data !== undefined) return;
        const { errors } = body.singleResult;
        if (errors && errors.length > MOST_ERRORS) body.singleResult.errors = errors.slice(0, MOST_ERRORS);
      },
    };
  },
};
