import { beforeEach, describe, expect, it } from 'vitest';
import { userEvent } from 'vitest/browser';
import type { RequestRowFragment } from '../../web-components/data/documents.generated.ts';
import { SessionRequest } from '../../web-components/session-request/session-request.ts';
import { printable } from '../../web-components/shared/printable.ts';
import { buttonIn, openDetail, openRequest, rows, session, statistics, tableRoot } from './support/detail.ts';
import { openFakeGraph } from './support/graph.ts';
import { HOSTILE } from './support/hostile.ts';
import { accessibilityFaults, mount, settle, shadow, textOf, until } from './support/page.ts';
import { answerSession, BASELINES, type RequestDetails, requestDetails, requestRow, sqli } from './support/requests.ts';

const attack = requestRow(1, { method: 'POST', detections: [sqli(1)], blocked: true });

beforeEach(() => {
  localStorage.clear();
  SessionRequest.define();
});

async function openOne(changes: Partial<RequestDetails> = {}, row: RequestRowFragment = attack, lang = '') {
  const graph = openFakeGraph({
    RequestDetail: () => ({ data: { request: requestDetails(row, changes), sessionBaselines: BASELINES } }),
  });
  const element = document.createElement('session-request');
  Object.assign(element, { requestId: row.id, lang });
  await mount(element, graph.connection);
  await until(() => shadow(element).querySelector('h4') !== null);
  return element;
}
const block = (element: HTMLElement, title: string) =>
  [...shadow(element).querySelectorAll('section')].find((one) => textOf(one.querySelector('h4')) === title)!;
const textIn = (element: HTMLElement, title: string) => textOf(block(element, title));

describe('<session-request>', () => {
  it('shows what was asked and answered, by whom', async () => {
    const element = await openOne();
    const text = textOf(shadow(element).querySelector('section'));
    expect(text).toContain('POST api.example.com/orders/1');
    expect(text).toContain('Code 200 blocked');
    expect(text).toContain('Protocol HTTP/2');
    expect(text).toContain('Country DE – Germany');
    expect(text).toContain('Source VPN');
    expect(text).toContain('User alice@example.com');
    expect(text).toContain('Request ID request1');
    const unsaid = await openOne({ protocol: null });
    expect(textOf(shadow(unsaid).querySelector('section'))).not.toContain('Protocol');
  });

  it('shows the session parameters, and which of them formed the session', async () => {
    const element = await openOne();
    const lines = [...block(element, 'Session parameters').querySelectorAll('.parameters > div')].map(textOf);
    expect(lines).toEqual([
      'JSESSIONID Key request cookie hmac:33d9e568 hashed',
      'sub JSON Web Token alice@example.com',
    ]);
    const other = await openOne({
      parameters: [{ name: 'sub', source: 'REQUEST_JWT', value: null, hashed: false, key: false }],
    });
    expect(textIn(other, 'Session parameters')).toContain('The session was formed by: JSESSIONID');
  });

  it('shows each detection with what was done', async () => {
    const element = await openOne();
    const text = textIn(element, 'Detections');
    for (const part of [
      'SQL injection monitored',
      'Found in ARGS:id',
      'Attack ID attack17',
      'rule 942100',
      "1' OR '1'='1",
    ])
      expect(text).toContain(part);
    const falsePositive = await openOne({}, requestRow(1, { detections: [sqli(1, { falsePositive: true })] }));
    expect(textIn(falsePositive, 'Detections')).toContain('false positive');
  });

  it('shows what API Discovery knows, and says what is not known', async () => {
    const element = await openOne();
    const text = textIn(element, 'API Discovery insights');
    for (const part of [
      '8 of 10, high',
      'No authentication',
      'Endpoint kind API',
      'shadow',
      'WAF (active)',
      'personal data',
      'Billing',
    ])
      expect(text).toContain(part);
    const row = requestRow(2);
    const unknown = await openOne(
      {
        endpointSummary: {
          ...row.endpointSummary!,
          riskScore: null,
          riskLevel: null,
          riskReasons: [],
          confirmed: false,
          kind: null,
          rogue: null,
          protections: [],
          sensitiveData: [],
          businessFlows: [],
        },
      },
      row,
    );
    expect(textIn(unknown, 'API Discovery insights')).toContain(
      'Endpoint risk not known Confirmed unconfirmed Endpoint kind not known Rogue endpoint not evaluated Protection none known Sensitive data none known',
    );
  });

  it('shows raw request and response, what was masked in them, and why there are none', async () => {
    const element = await openOne();
    expect(textIn(element, 'Raw request and response')).toContain('Authorization Bearer *** masked');
    const none = await openOne({ contentState: 'NOT_STORED', content: null });
    expect(textIn(none, 'Raw request and response')).toContain('only malicious requests keep');
  });

  it('copies address, payload and body as they were sent, as plain text', async () => {
    const written: string[] = [];
    const original = navigator.clipboard.writeText;
    navigator.clipboard.writeText = async (text) => void written.push(text);
    const element = await openOne({ query: 'a=\u202e1', path: '/x' });
    for (const name of ['Copy address', 'Copy payload', 'Copy body']) {
      buttonIn(shadow(element), name)!.focus();
      await userEvent.keyboard('{Enter}');
    }
    navigator.clipboard.writeText = original;
    expect(written).toEqual(['api.example.com/x?a=\u202e1', "1' OR '1'='1", "id=1' OR '1'"]);
    expect(textOf(shadow(element).querySelector('[role=status]'))).toBe('Copied');
  });

  it('copies itself as a curl command, in which what was masked still is', async () => {
    const written: string[] = [];
    const original = navigator.clipboard.writeText;
    navigator.clipboard.writeText = async (text) => void written.push(text);
    const element = await openOne({ query: "q=1' OR '1'='1" });
    buttonIn(shadow(element), 'Copy as cURL')!.focus();
    await userEvent.keyboard('{Enter}');
    const bare = await openOne({ host: null, content: null, contentState: 'NOT_STORED' }, requestRow(4));
    buttonIn(shadow(bare), 'Copy as cURL')!.click();
    await settle();
    navigator.clipboard.writeText = original;
    expect(written[0]).toContain("curl 'https://api.example.com/orders/1?q=1");
    expect(written[0]).toContain('Authorization: Bearer ***');
    expect(written[0]).toContain("--data-raw 'id=1'");
    expect(written[1]).toBe('curl https://unknown-host.invalid/orders/4');
    expect(textOf(shadow(element).querySelector('[role=status]'))).toBe('Copied');
  });

  it('makes its values filters', async () => {
    const element = await openOne();
    const pivots: unknown[] = [];
    element.addEventListener('sessions-pivot', ({ filter, value, action }) => pivots.push([filter, value, action]));
    const risk = [...shadow(element).querySelectorAll<HTMLElement>('.value')].find((one) =>
      textOf(one).startsWith('high'),
    )!;
    risk.focus();
    await userEvent.keyboard('{Enter}{Enter}');
    expect(pivots).toEqual([['risk', 'HIGH', 'only']]);
  });

  it('speaks German', async () => {
    const element = await openOne({}, attack, 'de');
    await until(() => textOf(shadow(element)).includes('Sitzungsparameter'));
    expect(textIn(element, 'Erkennungen')).toContain('beobachtet');
  });

  it('says that a request is gone, and offers another try when the server was not reached', async () => {
    const graph = openFakeGraph({ RequestDetail: () => ({ data: { request: null, sessionBaselines: BASELINES } }) });
    const element = document.createElement('session-request');
    element.requestId = 'nobody';
    await mount(element, graph.connection);
    await until(() => textOf(shadow(element)).includes('not kept any more'));
    const broken = document.createElement('session-request');
    broken.requestId = 'request1';
    await mount(broken, openFakeGraph({}).connection);
    await until(() => buttonIn(shadow(broken), 'Try again') !== undefined);
    expect(await accessibilityFaults(broken)).toEqual([]);
  });

  it('is accessible in light and dark, wide and narrow', async () => {
    const element = await openOne();
    document.body.style.background = 'Canvas';
    for (const scheme of ['light', 'dark']) {
      document.documentElement.style.colorScheme = scheme;
      for (const width of ['100%', '300px']) {
        element.style.width = width;
        await settle(30);
        expect(await accessibilityFaults(element)).toEqual([]);
        expect(element.scrollWidth).toBeLessThanOrEqual(element.clientWidth);
      }
    }
    document.documentElement.style.colorScheme = '';
  });
});

describe('what an attacker wrote', () => {
  it.each(HOSTILE)('is text, and nothing else: %j', async (text) => {
    const row = requestRow(1, {
      method: text,
      host: text,
      path: text,
      query: text,
      businessFlows: [{ code: text, label: text }],
      endpointSummary: { id: 'ep1', method: text, host: text, pathTemplate: text },
      detections: [{ id: '1', falsePositive: false, type: { code: text, label: text } }],
    });
    const body = { mediaType: text, sizeBytes: 3, truncated: false, text, base64: null };
    const header = { name: text, value: text, masked: false };
    const everything = requestDetails(row, {
      protocol: text,
      ip: text,
      countryCode: text,
      sourceTags: [text],
      application: text,
      user: text,
      role: text,
      parameters: [{ name: text, source: 'REQUEST_COOKIE', value: text, hashed: false, key: false }],
      session: {
        id: session.id,
        key: text,
        date: session.date,
        identifiedBy: [{ name: text, source: 'REQUEST_COOKIE' }],
      },
      content: { requestHeaders: [header], requestBody: body, responseHeaders: [header], responseBody: body },
    });
    const found = { payload: text, parameter: text, attackId: text, tags: [{ key: text, value: text }] };
    Object.assign(everything, { detections: everything.detections.map((one) => ({ ...one, ...found })) });
    const whole = {
      ...session,
      users: [text],
      roles: [text],
      ips: [{ address: text, countryCode: text, tags: [text], requestCount: 1 }],
      hosts: [{ host: text, requestCount: 1 }],
      identifiedBy: [{ name: text, source: 'REQUEST_COOKIE' as const }],
    };
    const { element } = await openDetail(
      {},
      answerSession(whole, [row], () => everything),
    );
    element.focus();
    await userEvent.keyboard('j{Enter}');
    await until(() => openRequest(element)?.querySelector('h4') != null);
    await until(() => statistics(element).querySelector('.card') !== null);

    const roots = [shadow(element), tableRoot(element), statistics(element), openRequest(element)!];
    for (const root of roots) {
      expect(root.textContent).toContain(printable(text));
      for (const made of root.querySelectorAll('*')) {
        expect(made.matches('img, script, iframe, object, embed, style[data-x], math, form, meta, base, video')).toBe(
          false,
        );
        for (const { name, value } of made.attributes) {
          expect(name.startsWith('on')).toBe(false);
          if (name === 'href') expect(new URL(value, location.href).protocol).toMatch(/^https?:$/);
        }
      }
    }
    // What cannot be seen is written as its code, outside of blocks of several lines.
    for (const shown of [rows(element)[0]!, shadow(element).querySelector('header')!]) {
      expect(shown.textContent.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Cf}]/u);
    }
    expect((window as { hacked?: unknown }).hacked).toBeUndefined();
  });
});
