import {
  SessionHeaderDocument,
  SessionListDocument,
  SessionRequestsDocument,
  SessionStatisticsDocument,
  SessionTimelineDocument,
} from '../../web-components/data/documents.generated.ts';
import { type Floor, listFloor } from './floor.ts';

/** What is asked of the servers. */
export interface ServingQuestion {
  name: string;
  text: string;
  bodies: string[];
  /** The best SQL for it; without it, none was sought. */
  floor?: Floor;
  /** The same for PostGraphile, and what both answers come to; without it, it has no way to say it. */
  peer?: { body: string; ours(data: unknown): unknown; peers(data: unknown): unknown };
}

/** What there is to ask for. */
export interface ServingFacts {
  /** Start and end of the traffic, ISO 8601. */
  from: string;
  to: string;
  /** A session of the usual size. */
  sessionId: string;
}

const NESTED = `{ sessions(first: 50) { nodes {
  id startedAt lastSeenAt requestCount attackCount
  requests(first: 3) { nodes { id time method path status durationMs endpointSummary { id method host pathTemplate } } }
} } }`;

const NESTED_OF_PEER = `{ allSessions(first: 50, orderBy: [LAST_SEEN_AT_DESC, KEY_DESC, DAY_DESC]) { nodes {
  id: rowId startedAt lastSeenAt requestCount attackCount
  requestsBySessionId(first: 3, orderBy: [TIME_DESC, SEQ_DESC]) { nodes {
    id: rowId time method path status durationMs endpointByEndpointId { id: rowId method host pathTemplate } } }
} } }`;

const POST_AND_500 = `n.status = 500 AND n.method = (SELECT code FROM bench.code WHERE dimension = 'method' AND value = 'POST')`;

const body = (query: string, variables: object = {}) => JSON.stringify({ query, variables });

/** Statistics of an open session as its panels ask for them. */
const DIMENSIONS = ['STATUS', 'METHOD', 'ATTACK_TYPE', 'BUSINESS_FLOW', 'ENDPOINT', 'HOST'];

export function servingQuestions({ from, to, sessionId }: ServingFacts): ServingQuestion[] {
  const lastDay = { from: hours(to, -35), to: hours(to, -11) };
  const filter = { requests: [{ methods: ['POST'], statuses: [500] }] };
  const list = (variables: object) => [body(SessionListDocument, { first: 50, ...variables })];
  return [
    {
      name: 'nested',
      text: 'nested page: 50 sessions, 3 requests of each, their endpoints',
      bodies: [body(NESTED)],
      peer: { body: body(NESTED_OF_PEER), ours: plainPage, peers: plainPage },
    },
    { name: 'list', text: 'the list as the element asks for it: 24 hours', bodies: list({ period: lastDay }) },
    {
      name: 'list-week',
      text: 'the same of the whole week',
      bodies: list({ period: { from, to } }),
      floor: listFloor({ from, to }, null),
    },
    {
      name: 'list-filtered',
      text: 'the same: POST and 500',
      bodies: list({ period: { from, to }, filter }),
      floor: listFloor({ from, to }, POST_AND_500),
    },
    {
      name: 'session',
      text: 'opening a session: header, statistics, timeline, 50 requests, asked at once',
      bodies: [
        body(SessionHeaderDocument, { id: sessionId }),
        body(SessionStatisticsDocument, { id: sessionId, dimensions: DIMENSIONS, first: 5 }),
        body(SessionTimelineDocument, { id: sessionId, buckets: 60 }),
        body(SessionRequestsDocument, { id: sessionId, first: 50 }),
      ],
    },
  ];
}

function hours(time: string, count: number): string {
  return new Date(Date.parse(time) + count * 3_600_000).toISOString();
}

/** The nested page of either server: names of lists and the spelling of times are their own. */
function plainPage(data: unknown): unknown {
  const text = JSON.stringify(data, (name, value) =>
    /^(time|.*At)$/.test(name) ? new Date(value as string).toISOString() : value,
  );
  return text
    .replaceAll('allSessions', 'sessions')
    .replaceAll('requestsBySessionId', 'requests')
    .replaceAll('endpointByEndpointId', 'endpointSummary');
}
