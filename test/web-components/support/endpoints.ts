import type {
  RequestRowFragment,
  SessionEndpointsQuery,
  SessionEndpointsQueryVariables,
} from '../../../web-components/data/documents.generated.ts';

type Table = NonNullable<NonNullable<SessionEndpointsQuery['session']>['endpoints']>;
type Row = Table['rows'][number];

/** What a session did at an endpoint: four requests, one of them an error, all much slower than usual. */
export const slowCart = (changes: Partial<Row> = {}): Row => ({
  summary: {
    id: 'cart',
    method: 'POST',
    host: 'api.example.com',
    pathTemplate: '/cart',
    riskScore: 8,
    riskLevel: 'HIGH',
    businessFlows: [{ code: 'BILLING', label: 'Billing' }],
  },
  requestCount: 4,
  clientErrorCount: 0,
  serverErrorCount: 1,
  durationMsCount: 4,
  durationMsMedian: 800,
  durationMsP95: 812.4,
  durationMsExpectedCount: 3,
  durationMsExpectedMedian: 20,
  durationMsExpectedP95: 31,
  deviations: [{ metric: 'DURATION', requestCount: 3, degree: 'EXTREME' }],
  ...changes,
});

/** One that nothing is usual for. */
export const newReport = (changes: Partial<Row> = {}): Row => ({
  ...slowCart(),
  summary: {
    ...slowCart().summary,
    id: 'report',
    method: 'GET',
    pathTemplate: '/report',
    riskScore: null,
    riskLevel: null,
    businessFlows: [],
  },
  requestCount: 6,
  serverErrorCount: 0,
  durationMsCount: 6,
  durationMsMedian: 4.25,
  durationMsP95: 9,
  durationMsExpectedCount: 0,
  durationMsExpectedMedian: null,
  durationMsExpectedP95: null,
  deviations: [],
  ...changes,
});

/** The answer with some of these rows, in their order or the other way round. */
export const answerEndpoints =
  (session: string, rows: readonly Row[]) =>
  ({ orderBy, first }: SessionEndpointsQueryVariables): { data: SessionEndpointsQuery } => {
    const ordered = orderBy.direction === 'ASC' ? rows.toReversed() : rows;
    const requestCount = rows.reduce((sum, row) => sum + row.requestCount, 0);
    const table = { endpointCount: rows.length, requestCount, rows: ordered.slice(0, first) };
    return { data: { session: { id: session, endpoints: table } } };
  };

/** A row for each endpoint of some requests, with no time. */
export function endpointsOf(requests: readonly RequestRowFragment[]): Row[] {
  const groups = new Map<string, RequestRowFragment[]>();
  for (const request of requests) {
    const id = request.endpointSummary?.id ?? '';
    groups.set(id, [...(groups.get(id) ?? []), request]);
  }
  return [...groups].map(([id, own]) =>
    newReport({
      summary: { ...newReport().summary, ...own[0]!.endpointSummary, id },
      requestCount: own.length,
      durationMsCount: 0,
      durationMsMedian: null,
      durationMsP95: null,
    }),
  );
}
