import { beforeEach, expect, test } from 'vitest';
import { userEvent } from 'vitest/browser';
import { actions } from '../../web-components/plugins/actions/actions.ts';
import { openActions, openDialog, openFirst } from './support/actions.ts';
import { many, openDetail, session, tableRoot } from './support/detail.ts';
import { answerEndpoints, newReport, slowCart } from './support/endpoints.ts';
import { heard, timeline } from './support/heard.ts';
import { shadow, textOf, until } from './support/page.ts';
import { answerSession } from './support/requests.ts';

// What a screen reader tells of an open session, its requests and dialogs.
// The trees are exact: what is said twice, in another order or no longer is a difference.

beforeEach(() => localStorage.clear());

const answers = () => ({
  ...openActions().answers,
  SessionTimeline: ({ id }: { id: string }) => ({ data: { session: { id, timeline } } }),
});

test('an open session: who, what can be done, facts, statistics, when, and its requests', async () => {
  const { element } = await openDetail({ plugins: [actions()] }, answers() as never);
  const inside = (tag: string, selector: string) =>
    shadow(element).querySelector(tag)?.shadowRoot?.querySelector(selector) != null;
  await until(() => inside('session-timeline', 'figure') && inside('session-statistics', 'li'));
  await until(() => [...shadow(element).querySelectorAll('button')].some((one) => textOf(one) === 'Block session'));

  expect(await heard('session-detail')).toMatchInlineSnapshot(`
    "- region "Session of alice@example.com":
      - heading "Session of alice@example.com" [level=2]
      - button "Block session"
      - button "Copy link"
      - button "Close session"
      - group "Filters of these requests": All requests are shown
      - term: Activity
      - definition:
        - time: Nov 20, 11:49:00
        - text: –
        - time: Nov 20, 11:59:00
        - text: (10m)
      - term: Requests
      - definition: "101"
      - term: Attacks
      - definition: "2"
      - term: Users
      - definition:
        - button "alice@example.com"
      - term: Roles
      - definition:
        - button "customer"
      - term: Source IPs
      - definition:
        - button "203.0.113.1"
        - button "DE"
        - button "VPN"
      - term: Hosts
      - definition:
        - button "api.example.com"
      - term: Identified by
      - definition: JSESSIONID (cookie)
      - group:
        - heading "Statistics" [level=3]
      - region "Attack type":
        - heading "Attack type 2" [level=4]
        - list:
          - listitem:
            - button "SQL injection"
            - text: 1 (50%)
            - button "Exclude SQL injection"
          - listitem:
            - button "BOLA"
            - text: 1 (50%)
            - button "Exclude BOLA"
      - region "Method":
        - heading "Method 2" [level=4]
        - list:
          - listitem:
            - button "GET"
            - text: 2 (67%)
            - button "Exclude GET"
          - listitem:
            - button "POST"
            - text: 1 (33%)
            - button "Exclude POST"
      - region "Response code":
        - heading "Response code 1" [level=4]
        - list:
          - listitem:
            - button "200"
            - text: 3 (100%)
            - button "Exclude 200"
      - region "Host":
        - heading "Host 1" [level=4]
        - list:
          - listitem:
            - button "api.example.com"
            - text: 3 (100%)
            - button "Exclude api.example.com"
      - region "Endpoint":
        - heading "Endpoint 1" [level=4]
        - list:
          - listitem:
            - 'button "GET /orders/{int}"'
            - text: 3 (100%)
            - 'button "Exclude GET /orders/{int}"'
      - figure "Requests over time":
        - slider "Beginning of the time to choose"
        - slider "End of the time to choose"
        - button "Fold the chart to a line" [expanded]
        - text: Nov 20, 00:00:00 – Nov 20, 04:00:00 10 requests 1 malicious 95 % within, up to 120 ms
        - group: As table
      - radiogroup "Requests, or what they say of each endpoint":
        - radio "Requests" [checked]
        - text: Requests
        - radio "Endpoints"
        - text: Endpoints
      - heading "3 requests" [level=3]
      - button "Keyboard"
      - grid "Requests of the session":
        - rowgroup:
          - row "Time Method Endpoint Code Time, ms Size, bytes Business flow Attack types":
            - columnheader "Time":
              - button "Time"
            - columnheader "Method"
            - columnheader "Endpoint"
            - columnheader "Code"
            - columnheader "Time, ms":
              - button "Time, ms"
            - columnheader "Size, bytes":
              - button "Size, bytes"
            - columnheader "Business flow"
            - columnheader "Attack types"
        - rowgroup:
          - row "12:00:00 +1s POST /orders/0 200 12 1,234 SQL injection BOLA":
            - rowheader "12:00:00 +1s":
              - button "12:00:00":
                - time: 12:00:00
              - text: +1s
            - gridcell "POST":
              - button "POST"
            - gridcell "/orders/0":
              - button "/orders/0"
            - gridcell "200":
              - button "200"
            - gridcell "12"
            - gridcell "1,234"
            - gridcell
            - gridcell "SQL injection BOLA":
              - button "SQL injection"
              - button "BOLA"
          - row "11:59:59 +1s GET /orders/1 200 12 1,234":
            - rowheader "11:59:59 +1s":
              - button "11:59:59":
                - time: 11:59:59
              - text: +1s
            - gridcell "GET":
              - button "GET"
            - gridcell "/orders/1":
              - button "/orders/1"
            - gridcell "200":
              - button "200"
            - gridcell "12"
            - gridcell "1,234"
            - gridcell
            - gridcell
          - row "11:59:58 GET /orders/2 200 12 1,234":
            - rowheader "11:59:58":
              - button "11:59:58":
                - time: 11:59:58
            - gridcell "GET":
              - button "GET"
            - gridcell "/orders/2":
              - button "/orders/2"
            - gridcell "200":
              - button "200"
            - gridcell "12"
            - gridcell "1,234"
            - gridcell
            - gridcell
      - status
      - status
      - status"
  `);
});

test('a request that is open says which, and then all that is known of it', async () => {
  await openFirst();

  expect(await heard('session-detail tr.opened')).toMatchInlineSnapshot(`
    "- row "POST /orders/0":
      - gridcell "POST /orders/0":
        - group "POST /orders/0":
          - region "Request":
            - paragraph:
              - text: POST api.example.com/orders/0
              - button "Copy address"
              - button "Copy as cURL": cURL
            - term: Time
            - definition:
              - time: Nov 20, 2026, 12:00:00.000 UTC
            - term: Code
            - definition:
              - button "200"
            - term: Time, ms
            - definition: "12"
            - term: Size, bytes
            - definition: 1,234
            - term: Protocol
            - definition:
              - button "HTTP/2"
            - term: IP
            - definition:
              - button "203.0.113.1"
            - term: Country
            - definition:
              - button "DE – Germany"
            - term: Source
            - definition:
              - button "VPN"
            - term: User
            - definition:
              - button "alice@example.com"
            - term: Role
            - definition:
              - button "customer"
            - term: Application
            - definition:
              - button "shop"
            - term: Request ID
            - definition:
              - button "request0"
            - term: Session key
            - definition:
              - button "key1"
          - button "Create rule"
          - region "Detections":
            - heading "Detections" [level=4]
            - list:
              - listitem:
                - paragraph:
                  - button "SQL injection"
                  - text: monitored
                  - button "Mark as false positive"
                - term: Found in
                - definition: ARGS:id
                - term: Attack ID
                - definition:
                  - button "attack17"
                - term: rule
                - definition: "942100"
                - group "Payload": 1' OR '1'='1
                - button "Copy payload"
              - listitem:
                - paragraph:
                  - button "BOLA"
                  - text: monitored
                  - button "Not an attack?"
                - term: Found in
                - definition: ARGS:id
                - term: Attack ID
                - definition:
                  - button "attack17"
                - term: rule
                - definition: "942100"
          - region "Compared with what is usual":
            - heading "Compared with what is usual" [level=4]
            - paragraph: "No baseline: what was blocked, or has no response, is compared with nothing."
            - paragraph: What stands out was last decided at Nov 20, 13:00:00.
          - region "API Discovery insights":
            - heading "API Discovery insights" [level=4]
            - paragraph:
              - 'button "GET api.example.com/orders/{int}"'
            - term: Endpoint risk
            - definition:
              - text: 8 of 10,
              - button "high"
            - term: Because of
            - definition: No authentication
            - term: Confirmed
            - definition:
              - button "confirmed"
            - term: Endpoint kind
            - definition:
              - button "API"
            - term: Rogue endpoint
            - definition:
              - button "shadow"
            - term: Protection
            - definition: WAF (active)
            - term: Sensitive data
            - definition:
              - button "personal data"
            - term: Business flow
            - definition:
              - button "Billing"
          - region "Parameters of the endpoint":
            - group:
              - heading "Parameters of the endpoint" [level=4]
          - region "Session parameters":
            - heading "Session parameters" [level=4]
            - term: JSESSIONID Key
            - definition: request cookie
            - definition: hmac:33d9e568 hashed
            - term: sub
            - definition: JSON Web Token
            - definition: alice@example.com
          - region "Raw request and response":
            - heading "Raw request and response" [level=4]
            - heading "Request" [level=5]
            - term: "Authorization:"
            - definition: Bearer *** masked
            - paragraph: text/plain · 12 bytes
            - 'group "Request: Body"': id=1' OR '1'
            - button "Copy body"
            - heading "Response" [level=5]
            - term: "Content-Type:"
            - definition: application/json
            - paragraph: application/json · 11 bytes
            - 'group "Response: Body"': "{\\"ok\\":true}"
            - button "Copy body"
          - status"
  `);
});

test('the dialogs of judging and blocking say what it is about before what can be pressed', async () => {
  const { element, request } = await openFirst();
  await openDialog(request, 'Mark as false positive');
  expect(await heard('session-detail dialog')).toMatchInlineSnapshot(`
    "- dialog "Mark as false positive":
      - heading "Mark as false positive" [level=2]
      - paragraph: "“SQL injection” stops counting as an attack here. Every later detection of it in ARGS:id at GET api.example.com/orders/{int} is imported as a false positive; other requests that are stored stay as they are."
      - paragraph:
        - text: Reason (optional)
        - textbox "Reason (optional)"
        - text: For those who come later.
      - region "What it is about":
        - heading "What it is about" [level=3]
        - paragraph: Of all requests that are kept
        - term: Requests
        - definition: 1,234
        - term: Sessions
        - definition: "17"
        - term: Users
        - definition: "3"
        - term: Roles
        - definition: 2 customer, admin
        - term: Business flows
        - definition: 1 Billing
        - paragraph: 1,200 malicious 34 benign
        - group: The newest 5 requests
      - button "Cancel"
      - button "Mark as false positive""
  `);

  await userEvent.keyboard('{Escape}');
  await until(() => request.querySelector('dialog[open]') === null);
  await openDialog(shadow(element), 'Block session');
  expect(await heard('session-detail dialog')).toMatchInlineSnapshot(`
    "- dialog "Block session":
      - heading "Block session" [level=2]
      - paragraph: Requests with the key of this session are to be kept out, those of other days and later ones too.
      - paragraph:
        - text: Reason
        - textbox "Reason"
        - text: For those who come later.
      - group "For how long":
        - text: For how long
        - radio "1 hour"
        - text: 1 hour
        - radio "1 day" [checked]
        - text: 1 day
        - radio "7 days"
        - text: 7 days
        - radio "without end"
        - text: without end
      - paragraph:
        - text: Applications (optional)
        - textbox "Applications (optional)"
        - text: "Separated by commas; empty: all. Seen here: shop"
      - region "What it is about":
        - heading "What it is about" [level=3]
        - paragraph: Of all requests that are kept
        - term: Requests
        - definition: 1,234
        - term: Sessions
        - definition: "17"
        - term: Users
        - definition: "3"
        - term: Roles
        - definition: 2 customer, admin
        - term: Business flows
        - definition: 1 Billing
        - paragraph: 1,200 malicious 34 benign
        - group: The newest 5 requests
      - button "Cancel"
      - button "Block session""
  `);
});

test('the endpoints of a session are in the place of its requests', async () => {
  const { element } = await openDetail({}, {
    ...answerSession(session, many(3)),
    SessionEndpoints: answerEndpoints(session.id, [slowCart(), newReport()]),
  } as never);
  const views = [...tableRoot(element).querySelectorAll<HTMLInputElement>('input[name=view]')];
  views.find((input) => textOf(input.closest('label')) === 'Endpoints')!.click();
  const endpoints = () => tableRoot(element).querySelector('session-endpoint-table')?.shadowRoot;
  await until(() => endpoints()?.querySelector('tbody tr[data-row]') != null);

  expect(await heard('session-request-table')).toMatchInlineSnapshot(`
    "- radiogroup "Requests, or what they say of each endpoint":
      - radio "Requests"
      - text: Requests
      - radio "Endpoints" [checked]
      - text: Endpoints
    - heading "3 requests" [level=3]
    - button "Keyboard"
    - grid "Endpoints of the session":
      - rowgroup:
        - row "Endpoint Requests Errors Median, ms 95 % within, ms Stands out Business flow Risk":
          - columnheader "Endpoint"
          - columnheader "Requests":
            - button "Requests"
          - columnheader "Errors":
            - button "Errors"
          - columnheader "Median, ms":
            - button "Median, ms"
          - columnheader "95 % within, ms":
            - button "95 % within, ms"
          - columnheader "Stands out":
            - button "Stands out"
          - columnheader "Business flow"
          - columnheader "Risk":
            - button "Risk"
      - rowgroup:
        - row "POST /cart Show 4 requests in the table of requests 40% 1 25% 800 usual 20 of 3 of 4 812 usual 31 of 3 of 4 × 40 3 slow , extreme Billing 8 high":
          - rowheader "POST /cart":
            - button "POST /cart"
          - gridcell "Show 4 requests in the table of requests 40%":
            - button "Show 4 requests in the table of requests": "4"
            - text: 40%
          - gridcell "1 25%"
          - gridcell "800 usual 20 of 3 of 4"
          - gridcell "812 usual 31 of 3 of 4"
          - gridcell "× 40 3 slow , extreme":
            - text: × 40
            - button "3 slow , extreme"
          - gridcell "Billing":
            - button "Billing"
          - gridcell "8 high":
            - text: "8"
            - button "high"
        - row "GET /report Show 6 requests in the table of requests 60% 0 4.3 no baseline 9 no baseline –":
          - rowheader "GET /report":
            - button "GET /report"
          - gridcell "Show 6 requests in the table of requests 60%":
            - button "Show 6 requests in the table of requests": "6"
            - text: 60%
          - gridcell "0"
          - gridcell "4.3 no baseline"
          - gridcell "9 no baseline"
          - gridcell
          - gridcell
          - gridcell "–"
    - status
    - status"
  `);
});
