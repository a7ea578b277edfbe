// What the page asks of /graphql.

const PAGE_SIZE = 50;
const REQUESTS_SHOWN = 50;

const SESSIONS = `query Sessions($first: Int!, $after: String, $before: String) {
  sessions(first: $first, after: $after, before: $before) {
    totalCount { value exact }
    edges {
      node {
        id lastSeenAt startedAt durationMs requestCount attackCount
        users userCount
        ips { address requestCount } ipCount
        hosts { host requestCount } hostCount
        attackTypes { type { code label } detectionCount }
        topEndpoints { summary { method host pathTemplate } requestCount } endpointCount
        identifiedBy { name source }
      }
    }
    pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
  }
}`;

const REQUESTS = `query SessionRequests($id: ID!, $first: Int!) {
  session(id: $id) {
    requests(first: $first) {
      totalCount { value exact }
      nodes {
        id time method path query host status durationMs sizeBytes user
        detections { type { code label } }
        endpointSummary { pathTemplate }
      }
    }
  }
}`;

/** To be read and changed by a person in GraphiQL. */
const PREPARED = `# One session with its newest requests.
query Session($id: ID!, $first: Int!) {
  session(id: $id) {
    id
    key
    date
    startedAt
    lastSeenAt
    durationMs
    requestCount
    attackCount
    users
    identifiedBy { name source }
    ips { address requestCount share }
    requests(first: $first) {
      totalCount { value exact }
      pageInfo { hasNextPage endCursor }
      nodes {
        id
        time
        method
        host
        path
        query
        status
        durationMs
        sizeBytes
        user
        detections { type { code label } }
        endpointSummary { pathTemplate }
      }
    }
  }
}
`;

/** One operation; throws an Error whose message can be shown. */
async function ask(query, variables) {
  let response;
  try {
    response = await fetch('/graphql', {
      method: 'POST',
      headers: { 'content-type': 'application/json', accept: 'application/json' },
      body: JSON.stringify({ query, variables }),
    });
  } catch {
    throw new Error('The server does not answer.');
  }
  const body = await response.json().catch(() => {
    throw new Error(`The server answered ${response.status} ${response.statusText}, and not with JSON.`);
  });
  const problems = (body.errors ?? []).map(({ message }) => message);
  if (!body.data) throw new Error(problems.join(' ') || `The server answered ${response.status}.`);
  return body.data;
}

/** A page of sessions, newest activity first. */
export async function fetchSessions({ after, before }) {
  const { sessions } = await ask(SESSIONS, { first: PAGE_SIZE, after, before });
  return sessions;
}

/** The newest requests of a session; null: the session is gone. */
export async function fetchRequests(id) {
  const { session } = await ask(REQUESTS, { id, first: REQUESTS_SHOWN });
  return session?.requests ?? null;
}

/** GraphiQL with a query for this session, ready to run. */
export function graphiqlLink(id) {
  const variables = JSON.stringify({ id, first: 20 }, null, 2);
  return `/graphiql?${new URLSearchParams({ query: PREPARED, variables, operationName: 'Session' })}`;
}
