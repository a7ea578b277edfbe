import type { ExportedSession } from '../exported-session.ts';
import { type Columns, listed } from './csv.ts';

/** The columns in their order: counts and times of the whole part, then of the requests for which the list holds it. */
export const SESSION_COLUMNS: Columns<ExportedSession> = [
  ['session_id', ({ id }) => id],
  ['session_key', ({ key }) => key],
  ['date_utc', ({ date }) => date],
  ['identified_by', ({ identifiedBy }) => listed((identifiedBy ?? []).map(({ name }) => name))],
  ['started_at_utc', ({ startedAt }) => startedAt.toISOString()],
  ['last_seen_at_utc', ({ lastSeenAt }) => lastSeenAt.toISOString()],
  ['duration_ms', ({ durationMs }) => durationMs],
  ['requests', ({ requestCount }) => requestCount],
  ['malicious_requests', ({ maliciousRequestCount }) => maliciousRequestCount],
  ['blocked_requests', ({ blockedRequestCount }) => blockedRequestCount],
  ['attacks', ({ attackCount }) => attackCount],
  ['endpoints', ({ endpointCount }) => endpointCount],
  ['hosts', ({ hostCount }) => hostCount],
  ['user_count', ({ userCount }) => userCount],
  ['users', ({ users }) => listed(users)],
  ['roles', ({ roles }) => listed(roles)],
  ['ip_count', ({ ipCount }) => ipCount],
  ['ips', ({ ips }) => listed(ips)],
  ['applications', ({ applications }) => listed(applications)],
  ['attack_types', ({ attackTypes }) => listed(attackTypes)],
  ['risk_score', ({ risk }) => risk?.score ?? null],
  ['risk_level', ({ risk }) => risk?.level ?? null],
  ['blocked', ({ blocked }) => String(blocked)],
  ['matching_requests', ({ match }) => match.requestCount],
  ['first_match_utc', ({ match }) => match.firstAt?.toISOString() ?? null],
  ['last_match_utc', ({ match }) => match.lastAt?.toISOString() ?? null],
];
