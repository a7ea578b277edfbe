// What both peers are made with.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ApolloServer } from '@apollo/server';
import { ApolloServerPluginInlineTraceDisabled } from '@apollo/server/plugin/disabled';
import { startStandaloneServer } from '@apollo/server/standalone';
import { buildSubgraphSchema } from '@apollo/subgraph';
import { GraphQLError, parse } from 'graphql';

const LARGEST_PAGE = 100;

/**
 * Serves the schema.graphql of a folder on a loopback port (PORT; unless set, one that is free), and says where.
 * A reference that is null after its lookup is null in the answer: the other entities of the same call are not harmed.
 */
export async function serveSubgraph(name, folder, resolvers) {
  const typeDefs = parse(readFileSync(join(folder, 'schema.graphql'), 'utf8'));
  const server = new ApolloServer({
    schema: buildSubgraphSchema({ typeDefs, resolvers }),
    includeStacktraceInErrorResponses: false,
    plugins: [ApolloServerPluginInlineTraceDisabled()],
  });
  const { url } = await startStandaloneServer(server, {
    listen: { host: '127.0.0.1', port: Number(process.env.PORT ?? 0) },
  });
  console.log(`${name}: ${url}`);
}

/** A page of a list in the manner of Relay; a cursor is the id of its node. */
export function pageOf(nodes, { first, after }) {
  if (!(first >= 1 && first <= LARGEST_PAGE)) throw badInput(`first: must be from 1 to ${LARGEST_PAGE}`);
  const start = after == null ? 0 : nodes.findIndex(({ id }) => id === after) + 1;
  if (after != null && start === 0) throw badInput('after: no cursor of this list');
  const edges = nodes.slice(start, start + first).map((node) => ({ cursor: node.id, node }));
  return {
    edges,
    pageInfo: {
      hasNextPage: start + first < nodes.length,
      hasPreviousPage: start > 0,
      startCursor: edges.at(0)?.cursor ?? null,
      endCursor: edges.at(-1)?.cursor ?? null,
    },
    totalCount: nodes.length,
  };
}

/** Records of a data file, with their times: the traffic ends with yesterday (UTC), as the sessions have it after an import today. */
export function recordsOf(ndjson) {
  const end = new Date().setUTCHours(0, 0, 0, 0);
  return ndjson
    .trimEnd()
    .split('\n')
    .map((line) => {
      const { msBeforeEnd, ...record } = JSON.parse(line);
      return { ...record, at: new Date(end - msBeforeEnd).toISOString() };
    });
}

function badInput(message) {
  return new GraphQLError(message, { extensions: { code: 'BAD_USER_INPUT' } });
}
