import type { Context } from '../context.ts';
import { checkPeriod, checkRequestFilter } from '../filters/check-filter.ts';
import type { SessionPart } from '../filters/session-id.ts';
import { once } from '../graphql/once.ts';
import { checkFirst } from '../graphql/page.ts';
import type { SessionEndpointsArgs } from './endpoints.args.ts';
import type { EndpointRow } from './endpoints.repository.ts';
import type { SessionEndpointRow, SessionEndpointTable } from './endpoints.type.ts';

/** The endpoints of a session part. What is usual is looked up for all rows at once, and only where it is asked for. */
export async function findSessionEndpoints(
  context: Context,
  part: SessionPart,
  { period, filter, orderBy, first }: SessionEndpointsArgs,
): Promise<SessionEndpointTable> {
  checkFirst(first);
  checkPeriod(period);
  checkRequestFilter(filter);
  const order = orderBy?.field ?? 'REQUESTS';
  const query = { period, filter, order, descending: orderBy?.direction !== 'ASC', first };
  const rows = await context.loaders.sessionEndpoints.load({ part, query });
  return {
    endpointCount: rows[0]?.endpointCount ?? 0,
    requestCount: rows[0]?.requestCount ?? 0,
    rows: rows.map((row) => toRow(context, part, row)),
  };
}

function toRow({ loaders }: Context, { key: sessionKey, day }: SessionPart, row: EndpointRow): SessionEndpointRow {
  const { endpointId, answers, slow, slowest, large, largest } = row;
  const expected = once(() =>
    loaders.expectedTime(
      answers.map(([status, blocked, count]) => ({ sessionKey, day, endpointId, status, blocked, count })),
    ),
  );
  return {
    summary: () => loaders.endpoint(endpointId),
    endpoint: { id: endpointId },
    requestCount: row.requests,
    clientErrorCount: row.clientErrors,
    serverErrorCount: row.serverErrors,
    durationMsCount: row.measured,
    durationMsMedian: row.median,
    durationMsP95: row.p95,
    durationMsExpectedCount: async () => (await expected())?.count ?? 0,
    durationMsExpectedMedian: async () => (await expected())?.quantile(50) ?? null,
    durationMsExpectedP95: async () => (await expected())?.quantile(95) ?? null,
    deviations: [
      ...(slowest ? [{ metric: 'DURATION' as const, requestCount: slow, degree: slowest }] : []),
      ...(largest ? [{ metric: 'SIZE' as const, requestCount: large, degree: largest }] : []),
    ],
  };
}
