import { exported } from './export.ts';
import { facets, options } from './facets.ts';
import { page, pageWithout, riskiest, total } from './pages.ts';
import type { Facts, Question } from './question.type.ts';
import { pageSequence, totalSequence } from './sequences.ts';
import { request, requests, statistics } from './sessions.ts';
import { timeline } from './timelines.ts';
import { attacks, endpoints, session, sessionForRequest, sessionsForAttack } from './ways-in.ts';

const DAY = 86_400_000;

/** All that is asked. docs/performance.md says what each is for. */
export function questionsOf(facts: Facts): Question[] {
  const day = (index: number) => new Date(Date.parse(facts.from) + index * DAY).toISOString();
  const last = { from: day(facts.days - 1), to: day(facts.days) };
  const past = { from: day(Math.min(1, facts.days - 1)), to: day(Math.min(2, facts.days)) };
  const quarter = { from: new Date(Date.parse(past.to) - 15 * 60_000).toISOString(), to: past.to };
  const post500 = { method: 'POST', status: 500 };
  const blockedSqli = { method: 'POST', status: 403, type: 'sqli' };
  const refusedThenLetIn = {
    first: { method: 'POST', status: 401 },
    second: { method: 'POST', status: 200 },
    withinMs: 60_000,
  };
  const rare = { method: 'POST', status: 502, host: 'shop.example.com', country: 'DE' };
  return [
    page('page', 'newest page of 50', facts, {}, facts),
    page('page-post-500-day', 'page: POST and 500, one day', last, post500, facts),
    page('page-post-403-sqli', 'page: POST, 403, sqli, a week', facts, blockedSqli, facts),
    page('page-post-502-host-country', 'page: POST, 502, host, country', facts, rare, facts),
    page('page-user', 'page: user contains', facts, { user: 'quill' }, facts),
    pageWithout('page-no-requests', 'page: no request with 404', { status: 404 }, facts),
    pageSequence('page-sequence', 'page: POST 401, then POST 200 in a minute', refusedThenLetIn, facts),
    totalSequence('count-sequence', 'count of sessions: the same', refusedThenLetIn, facts),
    page('page-past-day', 'page of a past day', past, {}, facts),
    page('page-quarter', 'page of 15 minutes before midnight', quarter, {}, facts),
    riskiest('page-risk', 'page by risk', facts),
    total('count-post-500', 'count of sessions: POST and 500', post500, facts),
    timeline('timeline', 'timeline of a week', {}, facts),
    timeline('timeline-404', 'timeline: 404', { status: 404 }, facts),
    timeline('timeline-post-500', 'timeline: POST and 500', post500, facts),
    facets('facets', 'six facets', {}, facts),
    facets('facets-post-500', 'six facets: POST and 500', post500, facts),
    options('options', 'filter options: users with "quill"', 'quill', facts),
    statistics('statistics', 'statistics of the largest session', {}, facts),
    statistics('statistics-filtered', 'the same: POST and 500', post500, facts),
    requests('requests', 'first requests of the largest session', facts),
    request('request', 'a request by its id', facts),
    session('session', 'a session by its id', facts),
    sessionForRequest('session-for-request', 'the session of a request', facts),
    sessionsForAttack('sessions-for-attack', 'the sessions of an attack', facts),
    endpoints('entities-endpoint', 'ten sessions of each of 25 endpoints', facts),
    attacks('entities-attack', 'ten sessions of each of 25 attacks', facts),
    exported('export', 'the largest session as CSV', facts),
  ];
}
