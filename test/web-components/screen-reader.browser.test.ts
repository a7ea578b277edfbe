import { beforeEach, expect, test } from 'vitest';
import { ExploreInSessionsButton } from '../../web-components/explore-in-sessions-button/explore-in-sessions-button.ts';
import { SessionFilters } from '../../web-components/session-filters/session-filters.ts';
import { SessionTimeline } from '../../web-components/session-timeline/session-timeline.ts';
import { openFakeGraph } from './support/graph.ts';
import { heard, timeline } from './support/heard.ts';
import { mount, settle, shadow, until } from './support/page.ts';
import { answersOf, find, openList } from './support/session-list.ts';

// What a screen reader tells of list, filters and timeline.
// The trees are exact: what is said twice, in another order or no longer is a difference.

beforeEach(() => localStorage.clear());

test('the list: how many, what can be done with them, and a table whose rows begin with a link to their session', async () => {
  await openList(openFakeGraph(answersOf(2)));

  expect(await heard('session-list')).toMatchInlineSnapshot(`
    "- text: 2 sessions
    - button "Columns"
    - combobox "Auto-refresh":
      - 'option "Auto: off" [selected]'
      - 'option "Auto: 10 s"'
      - 'option "Auto: 30 s"'
      - 'option "Auto: 1 min"'
      - 'option "Auto: 5 min"'
    - button "Refresh"
    - grid "Sessions":
      - rowgroup:
        - row "Last activity Requests Attacks Users Source IPs Hosts Business flows Top endpoints":
          - columnheader "Last activity":
            - button "Last activity"
          - columnheader "Requests":
            - button "Requests"
          - columnheader "Attacks":
            - button "Attacks"
          - columnheader "Users"
          - columnheader "Source IPs"
          - columnheader "Hosts"
          - columnheader "Business flows"
          - columnheader "Top endpoints"
      - rowgroup:
        - 'row "Nov 20, 12:00:00 10m 100 0 user0@example.com customer 203.0.113.0 DE VPN api.example.com 100 Billing 65 (65%) GET /orders/{int} 90 +11 more"':
          - rowheader "Nov 20, 12:00:00 10m":
            - link "Nov 20, 12:00:00":
              - /url: /?s.v=1&s.open=key0.20261120
            - text: 10m
          - gridcell "100"
          - gridcell "0"
          - gridcell "user0@example.com customer":
            - button "user0@example.com"
            - button "customer"
          - gridcell "203.0.113.0 DE VPN":
            - button "203.0.113.0"
            - button "DE"
            - button "VPN"
          - gridcell "api.example.com 100":
            - button "api.example.com"
            - text: "100"
          - gridcell "Billing 65 (65%)":
            - button "Billing"
            - text: 65 (65%)
          - 'gridcell "GET /orders/{int} 90 +11 more"':
            - button "GET"
            - 'button "/orders/{int}"'
            - text: 90 +11 more
        - 'row "Nov 20, 11:59:00 10m 101 1 SQL injection 1 user1@example.com customer 203.0.113.1 DE VPN api.example.com 101 Billing 65 (65%) GET /orders/{int} 90 +11 more"':
          - rowheader "Nov 20, 11:59:00 10m":
            - link "Nov 20, 11:59:00":
              - /url: /?s.v=1&s.open=key1.20261120
            - text: 10m
          - gridcell "101"
          - gridcell "1 SQL injection 1":
            - text: "1"
            - button "SQL injection"
            - text: "1"
          - gridcell "user1@example.com customer":
            - button "user1@example.com"
            - button "customer"
          - gridcell "203.0.113.1 DE VPN":
            - button "203.0.113.1"
            - button "DE"
            - button "VPN"
          - gridcell "api.example.com 101":
            - button "api.example.com"
            - text: "101"
          - gridcell "Billing 65 (65%)":
            - button "Billing"
            - text: 65 (65%)
          - 'gridcell "GET /orders/{int} 90 +11 more"':
            - button "GET"
            - 'button "/orders/{int}"'
            - text: 90 +11 more
    - status: 2 sessions, newest first"
  `);
});

test('a menu of the list belongs to its button, and says what is chosen', async () => {
  const list = await openList(openFakeGraph(answersOf(1)));
  find(list, '.actions [aria-haspopup]').click();
  await settle(50);

  expect(await heard('session-list .actions')).toMatchInlineSnapshot(`
    "- button "Columns" [expanded]
    - dialog "Columns":
      - checkbox "Requests" [checked]
      - text: Requests
      - checkbox "Attacks" [checked]
      - text: Attacks
      - checkbox "Matches"
      - text: Matches
      - checkbox "Users" [checked]
      - text: Users
      - checkbox "Source IPs" [checked]
      - text: Source IPs
      - checkbox "Hosts" [checked]
      - text: Hosts
      - checkbox "Business flows" [checked]
      - text: Business flows
      - checkbox "Top endpoints" [checked]
      - text: Top endpoints
      - checkbox "Applications"
      - text: Applications
      - checkbox "Started"
      - text: Started
      - checkbox "Duration"
      - text: Duration
      - checkbox "Identified by"
      - text: Identified by
      - checkbox "Session key"
      - text: Session key
      - checkbox "Status"
      - text: Status
    - combobox "Auto-refresh":
      - 'option "Auto: off" [selected]'
      - 'option "Auto: 10 s"'
      - 'option "Auto: 30 s"'
      - 'option "Auto: 1 min"'
      - 'option "Auto: 5 min"'
    - button "Refresh""
  `);
});

async function openFilters(params: string) {
  SessionFilters.define();
  const values = [
    { key: 'GET', label: 'GET', count: 1560 },
    { key: 'POST', label: 'POST', count: 204 },
  ];
  const graph = openFakeGraph({
    FilterOptions: () => ({ data: { sessionFilterOptions: values } }),
    Vocabulary: () => ({
      data: {
        sessionAttackTypes: [{ code: 'sqli', label: 'SQL injection' }],
        sessionBusinessFlows: [{ code: 'BILLING', label: 'Billing' }],
      },
    }),
  });
  const element = Object.assign(new SessionFilters(), { params, now: Date.parse('2026-11-23T12:00:00Z') });
  await mount(element, graph.connection);
  await settle(20);
  return element;
}

test('filters: what is asked for is a list, each taken away by a button of its own; what asks for more is not in it', async () => {
  const element = await openFilters('method=POST&not.ip=10.0.0.1&colour=red');
  await until(() => shadow(element).querySelectorAll('.chip').length === 3);

  expect(await heard('session-filters')).toMatchInlineSnapshot(`
    "- search "Filters of the sessions":
      - 'button "Time: All time"'
      - searchbox "Search endpoints"
      - button "Attack type"
      - button "Response code"
      - button "Method POST"
      - button "IP is not 10.0.0.1"
      - button "Business flow"
      - button "User"
      - button "Role"
      - button "More filters"
      - button "Reset"
      - list "Active filters":
        - listitem:
          - 'button "Remove filter Method: POST"': "Method: POST"
        - listitem:
          - button "Remove filter IP is not 10.0.0.1": IP is not 10.0.0.1
        - listitem:
          - 'button "Not understood: Remove filter colour=red"': colour=red
      - button "Followed by…"
      - button "And another request…"
    - status"
  `);
});

test('conditions of a second request are a group with its name', async () => {
  await openFilters('method=POST&then.1.code=4xx');

  expect(await heard('session-filters .groups')).toMatchInlineSnapshot(`
    "- text: A request with
    - list "Active filters":
      - listitem:
        - 'button "Remove filter Method: POST"': "Method: POST"
    - group "followed by":
      - button "followed by"
      - list:
        - listitem:
          - 'button "Remove filter Response code: 4xx"': "Response code: 4xx"
      - 'button "followed by: Add a condition"'
      - button "Remove filter followed by"
    - button "Followed by…"
    - button "And another request…""
  `);
});

test('the picker of a filter is a dialog with its name: is or is not, search, values with their counts', async () => {
  const element = await openFilters('method=POST');
  shadow(element).querySelector<HTMLElement>('[data-menu=method]')!.click();
  await until(() => shadow(element).querySelectorAll('[role=option]').length === 2);

  expect(await heard('session-filters #menu')).toMatchInlineSnapshot(`
    "- dialog "Method":
      - strong: Method
      - radiogroup "Method":
        - radio "is" [checked]
        - text: is
        - radio "is not"
        - text: is not
      - button "Clear"
      - 'searchbox "Search: Method"'
      - listbox "Method":
        - option "POST 204 Sessions" [selected]
        - option "GET 1.56K Sessions"
      - status: 2 values"
  `);
});

test('the picker of times', async () => {
  const element = await openFilters('');
  shadow(element).querySelector<HTMLElement>('[data-menu=time]')!.click();
  await until(() => shadow(element).querySelector('[role=option]') !== null);

  expect(await heard('session-filters #menu')).toMatchInlineSnapshot(`
    "- dialog "Time":
      - listbox "Time":
        - option "Last 15 minutes"
        - option "Last 30 minutes"
        - option "Last hour"
        - option "Last 6 hours"
        - option "Last 12 hours"
        - option "Today Nov 23"
        - option "Yesterday Nov 22"
        - option "Last 7 days" [selected]
        - option "Last week Nov 16 – 22"
        - option "All time"
      - text: Last
      - spinbutton "Last": "7"
      - combobox "Unit":
        - option "minutes"
        - option "hours"
        - option "days" [selected]
      - 'button "Apply: Last"': Apply
      - text: From
      - textbox "From": 2026-11-16T12:00
      - text: To
      - textbox "To"
      - paragraph: Times are in UTC
      - 'button "Apply: From – To"': Apply"
  `);
});

test('the timeline is a figure with two sliders, its sum, and the same as a table', async () => {
  SessionTimeline.define();
  const graph = openFakeGraph({ SessionsTimeline: () => ({ data: { sessions: { timeline } } }) });
  const element = Object.assign(document.createElement('session-timeline'), { params: 'time=all' });
  await mount(element, graph.connection);
  await until(() => shadow(element).querySelector('figure') !== null);
  shadow(element).querySelector('summary')!.click();
  await settle(20);

  expect(await heard('session-timeline')).toMatchInlineSnapshot(`
    "- figure "Requests over time":
      - slider "Beginning of the time to choose"
      - slider "End of the time to choose"
      - text: Nov 20, 00:00:00 – Nov 20, 04:00:00 10 requests 1 malicious
      - group:
        - text: As table
        - region "Requests over time":
          - table "Nov 20, 00:00:00 – Nov 20, 04:00:00 · Steps of 1h; those without requests are left out":
            - caption: Nov 20, 00:00:00 – Nov 20, 04:00:00 · Steps of 1h; those without requests are left out
            - rowgroup:
              - row "Time requests malicious blocked 4xx 5xx 95 % within, ms":
                - columnheader "Time"
                - columnheader "requests"
                - columnheader "malicious"
                - columnheader "blocked"
                - columnheader "4xx"
                - columnheader "5xx"
                - columnheader "95 % within, ms"
            - rowgroup:
              - row "Nov 20, 00:00:00 5 0 0 0 0 120":
                - rowheader "Nov 20, 00:00:00"
                - cell "5"
                - cell "0"
                - cell "0"
                - cell "0"
                - cell "0"
                - cell "120"
              - row "Nov 20, 02:00:00 3 1 0 0 0 120":
                - rowheader "Nov 20, 02:00:00"
                - cell "3"
                - cell "1"
                - cell "0"
                - cell "0"
                - cell "0"
                - cell "120"
              - row "Nov 20, 03:00:00 2 0 0 0 0 120":
                - rowheader "Nov 20, 03:00:00"
                - cell "2"
                - cell "0"
                - cell "0"
                - cell "0"
                - cell "0"
                - cell "120""
  `);
});

test('the button of an attack is a link that says where it leads, and how many sessions there are', async () => {
  ExploreInSessionsButton.define();
  const found = [{ state: 'AVAILABLE', sessionCount: { value: 12, exact: true } }];
  const graph = openFakeGraph({ SessionAvailability: () => ({ data: { sessionAvailability: found } }) });
  const element = Object.assign(document.createElement('explore-in-sessions-button'), { attackId: 'a' });
  await mount(element, graph.connection);
  await until(() => element.availability === 'available');

  expect(await heard('explore-in-sessions-button')).toMatchInlineSnapshot(`
    "- link "Explore in API Sessions":
      - /url: /?s.v=1&s.attack=a"
  `);
});
