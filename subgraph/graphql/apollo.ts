import { ApolloServer, type ApolloServerPlugin } from '@apollo/server';
import { unwrapResolverError } from '@apollo/server/errors';
import {
  ApolloServerPluginCacheControlDisabled,
  ApolloServerPluginInlineTraceDisabled,
  ApolloServerPluginLandingPageDisabled,
} from '@apollo/server/plugin/disabled';
import type { GraphQLFormattedError, GraphQLSchema } from 'graphql';
import type { Admission } from '../admission/admission.ts';
import { Late } from '../admission/patience.ts';
import { laterOf } from '../admission/refusals.ts';
import type { Context } from '../context.ts';
import { type Outage, UNAVAILABLE } from '../db/outage.ts';
import { isPublic, isTimeout, TIMEOUT } from '../errors.ts';
import { FilterError } from '../filters/filter-error.ts';
import { currentRequestId, log } from '../logging/log.ts';
import { auditContentReads } from '../scopes/audit-content.ts';
import { auditRefusedReads } from '../scopes/audit-refused.ts';
import { refuseLargeAnswers } from './cost/answer-meter.ts';
import { limitCost } from './cost/limit-cost.ts';
import { tellFewMistakes } from './few-errors.ts';
import { limitRepeats } from './limit-repeats.ts';
import { limitQueries, type QueryLimits } from './limits.ts';
import { noteSelectedFields } from './selected-fields.ts';
import { limitVariables } from './variables-depth.ts';

interface ApolloOptions {
  schema: GraphQLSchema;
  /** No introspection, and no names of the schema in errors. */
  production: boolean;
  limits: QueryLimits;
  outage: Outage;
  /** Of all faces together. */
  admission: Admission;
  plugins: ApolloServerPlugin[];
}

/** One face of the server. It is not started yet. */
export function createApollo(options: ApolloOptions): ApolloServer<Context> {
  const { schema, production, limits, outage, admission, plugins } = options;
  return new ApolloServer<Context>({
    schema,
    introspection: !production,
    // Else a misspelled field is answered with those that there are.
    hideSchemaDetailsFromClientErrors: production,
    validationRules: [limitQueries(limits), limitRepeats],
    parseOptions: { maxTokens: limits.tokens },
    allowBatchedHttpRequests: false,
    // Off: no client of ours sends hashes, and each query that was stored would have to be limited in memory.
    persistedQueries: false,
    includeStacktraceInErrorResponses: false,
    stopOnTerminationSignals: false,
    formatError: (formatted, error) => {
      const told = formatError(outage, formatted, error);
      return production ? { ...told, message: withoutSuggestions(told.message) } : told;
    },
    plugins: [
      ...plugins,
      noteSelectedFields,
      limitVariables(),
      limitCost(limits, admission),
      auditContentReads,
      auditRefusedReads(),
      tellFewMistakes,
      refuseLargeAnswers,
      ApolloServerPluginCacheControlDisabled(),
      ApolloServerPluginInlineTraceDisabled(),
      // A page of Apollo's, with scripts of theirs: ours is /graphiql.
      ApolloServerPluginLandingPageDisabled(),
    ],
  });
}

/** What clients see of an error: codes and messages that were written for them, nothing else. */
function formatError(outage: Outage, formatted: GraphQLFormattedError, error: unknown): GraphQLFormattedError {
  const cause = unwrapResolverError(error);
  if (cause instanceof FilterError) {
    return { ...formatted, message: cause.message, extensions: { code: 'BAD_USER_INPUT', path: cause.path } };
  }
  // The database's own log has the statement.
  if (isTimeout(cause)) return failed(formatted, TIMEOUT.message, { code: TIMEOUT.code });
  const later = laterOf(cause);
  if (later) return failed(formatted, later.message, later.extensions);
  if (outage.noted(cause)) return failed(formatted, UNAVAILABLE.message, { code: UNAVAILABLE.code, retryable: true });
  if (cause instanceof Late) return failed(formatted, cause.message, cause.extensions);
  if (formatted.extensions?.validationErrorCode === 'INTROSPECTION_DISABLED') return NO_INTROSPECTION;
  if (isPublic(formatted.extensions?.code)) return formatted;
  log.error('a field was not answered', cause);
  return failed(formatted, 'Internal error', { code: 'INTERNAL_SERVER_ERROR' });
}

/** What the server could not do, and not what the client did wrong: with the id by which the log has it. */
function failed(formatted: GraphQLFormattedError, message: string, extensions: object): GraphQLFormattedError {
  return { ...formatted, message, extensions: { ...extensions, requestId: currentRequestId() } };
}

/** Values of variables are read after the query was checked, where the option above says nothing. */
function withoutSuggestions(message: string): string {
  return message.replace(/ Did you mean [^?]*\?$/, '');
}

/** Without the name and the options of the library. */
const NO_INTROSPECTION: GraphQLFormattedError = {
  message: 'introspection is off here (NODE_ENV=production): the schema is in subgraph/schema.graphql',
  extensions: { code: 'GRAPHQL_VALIDATION_FAILED' },
};
