import { beforeEach, describe, expect, test } from 'vitest';
import { ExploreInSessionsButton } from '../../web-components/explore-in-sessions-button/explore-in-sessions-button.ts';
import { SessionDetail } from '../../web-components/session-detail/session-detail.ts';
import { SessionFilters } from '../../web-components/session-filters/session-filters.ts';
import { SessionRequest } from '../../web-components/session-request/session-request.ts';
import { SessionTimeline } from '../../web-components/session-timeline/session-timeline.ts';
import { openDetail, rows, session } from './support/detail.ts';
import { openFakeGraph } from './support/graph.ts';
import { mount, shadow, textOf, until } from './support/page.ts';
import { answerSession, requestRow } from './support/requests.ts';
import { answersOf, find, findAll, openList, rowIds, withText } from './support/session-list.ts';

// Each field at the root of the graph is null for itself, with an error, where it was not answered: by a server whose
// database is away, or by a gateway that does not reach it. That is a failure, no "there is none".

beforeEach(() => localStorage.clear());

/** How a plain server, Hive Gateway and Apollo Gateway say it. */
const HEARD = [
  ['with its place', (field: string) => [{ message: 'sessions is unavailable', path: [field] }]],
  ['with a place below it', (field: string) => [{ message: 'Internal error', path: [field, 'nodes', 0, 'ips'] }]],
  ['without a place', () => [{ message: 'sessions is unavailable', extensions: { serviceName: 'sessions' } }]],
] as const;

const unanswered = (field: string, errors: readonly unknown[], others: object = {}) => ({
  data: { [field]: null, ...others },
  errors: [...errors],
});
const COULD_NOT = 'The server could not answer. Try again';

describe.each(HEARD)('a field that was not answered, told %s', (_how, errorsOf) => {
  test('<session-list>: a failure, not an empty list; and it can be tried again', async () => {
    let isAway = true;
    const answers = answersOf(3);
    const list = await openList(
      openFakeGraph({
        ...answers,
        SessionList: (variables: never) =>
          isAway ? unanswered('sessions', errorsOf('sessions')) : answers.SessionList(variables),
      }),
    );
    expect(textOf(find(list, '[role=alert]'))).toBe(COULD_NOT);
    expect(findAll(list, '[part=empty]')).toEqual([]);

    isAway = false;
    withText(list, '.state button', 'Try again').click();
    await until(() => rowIds(list).length === 3);
  });

  test('<session-list>: only the number of sessions', async () => {
    const list = await openList(
      openFakeGraph({ ...answersOf(3), SessionCount: () => unanswered('sessions', errorsOf('sessions')) }),
    );
    expect(textOf(find(list, '.toolbar'))).toContain('count unavailable');
    expect(rowIds(list)).toHaveLength(3);
  });

  test('<session-detail>: a failure, not a session that is gone', async () => {
    SessionDetail.define();
    const element = Object.assign(document.createElement('session-detail'), { sessionId: session.id });
    const answers = answerSession(session, [requestRow(0)]);
    const graph = openFakeGraph({ ...answers, SessionHeader: () => unanswered('session', errorsOf('session')) });
    await mount(element, graph.connection);
    await until(() => shadow(element).querySelector('[role=alert]') !== null);
    expect(textOf(shadow(element).querySelector('[role=alert]'))).toBe(COULD_NOT);
    expect(graph.askedFor('SessionAvailability')).toEqual([]);
  });

  test('<session-detail>: its requests alone', async () => {
    let isAway = false;
    const answers = answerSession(session, [requestRow(0)]);
    const { element } = await openDetail({}, {
      ...answers,
      SessionRequests: (variables: never) =>
        isAway ? unanswered('session', errorsOf('session')) : answers.SessionRequests(variables),
    } as never);
    isAway = true;
    const table = shadow(element).querySelector<HTMLElement>('session-request-table')!;
    Object.assign(element, { filters: 'method=POST' });
    await until(() => shadow(table).querySelector('[role=alert]') !== null);
    expect(textOf(shadow(table).querySelector('[role=alert]'))).toBe(COULD_NOT);
    expect(rows(element)).toHaveLength(1);
  });

  test('<session-request>: a failure, not a request that is gone', async () => {
    SessionRequest.define();
    const element = Object.assign(document.createElement('session-request'), { requestId: 'request0' });
    const others = { sessionBaselines: { settledAt: null, dueEndpoints: 0 } };
    const RequestDetail = () => unanswered('request', errorsOf('request'), others);
    await mount(element, openFakeGraph({ RequestDetail }).connection);
    await until(() => shadow(element).querySelector('[role=alert]') !== null);
    expect(textOf(shadow(element))).toBe(COULD_NOT);
  });

  test('<session-timeline>: unavailable, not empty', async () => {
    SessionTimeline.define();
    const element = Object.assign(document.createElement('session-timeline'), { params: 'time=all' });
    const SessionsTimeline = () => unanswered('sessions', errorsOf('sessions'));
    await mount(element, openFakeGraph({ SessionsTimeline }).connection);
    await until(() => shadow(element).querySelector('[role=alert]') !== null);
    expect(textOf(shadow(element).querySelector('[role=alert]'))).toMatch(/Try again$/);
  });

  test('<session-filters>: values that could not be listed, not none', async () => {
    SessionFilters.define();
    const element = document.createElement('session-filters') as SessionFilters;
    const FilterOptions = () => unanswered('sessionFilterOptions', errorsOf('sessionFilterOptions'));
    await mount(element, openFakeGraph({ FilterOptions }).connection);
    shadow(element).querySelector<HTMLElement>('[data-menu="method"]')!.click();
    await until(() => shadow(element).querySelector('[role=alert]') !== null);
    expect(textOf(shadow(element).querySelector('[role=alert]'))).toBe(COULD_NOT);
  });

  test('<explore-in-sessions-button>: not known whether it leads anywhere, and it stays a link', async () => {
    ExploreInSessionsButton.define();
    const element = Object.assign(document.createElement('explore-in-sessions-button'), { attackId: 'a1' });
    const SessionAvailability = () => unanswered('sessionAvailability', errorsOf('sessionAvailability'));
    await mount(element, openFakeGraph({ SessionAvailability }).connection);
    await until(() => element.availability === 'error');
    expect(shadow(element).querySelector('a')!.href).toContain('s.attack=a1');
  });
});

test('what stands beside the subject of a question may be missing: how current the baselines are', async () => {
  SessionRequest.define();
  const row = requestRow(0);
  const answers = answerSession(session, [row]);
  const element = Object.assign(document.createElement('session-request'), { requestId: row.id });
  const RequestDetail = () => {
    const { data } = answers.RequestDetail({ id: row.id });
    return { data: { ...data, sessionBaselines: null }, errors: [{ message: 'late', path: ['sessionBaselines'] }] };
  };
  await mount(element, openFakeGraph({ RequestDetail }).connection);
  await until(() => shadow(element).querySelector('h4') !== null);
  expect(textOf(shadow(element))).toContain('api.example.com/orders/0');
  expect(shadow(element).querySelector('[role=alert]')).toBeNull();
});

test('a null without an error is an answer: there is no such session', async () => {
  SessionDetail.define();
  const element = Object.assign(document.createElement('session-detail'), { sessionId: 'gone.20261101' });
  await mount(element, openFakeGraph(answerSession(session, [requestRow(0)])).connection);
  await until(() => shadow(element).querySelector('.notice[role=status]') !== null);
  expect(shadow(element).querySelector('[role=alert]')).toBeNull();
});
