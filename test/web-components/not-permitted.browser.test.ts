import { beforeEach, describe, expect, it } from 'vitest';
import '../../web-components/session-filters/define.ts';
import { SessionRequest } from '../../web-components/session-request/session-request.ts';
import { buttonIn, many, openDetail, session } from './support/detail.ts';
import { openFakeGraph } from './support/graph.ts';
import { accessibilityFaults, mount, settle, shadow, textOf, until } from './support/page.ts';
import { answerSession, BASELINES, requestDetails, requestRow, sqli } from './support/requests.ts';

// What a viewer without the scope for content sees: what happened, and calmly, that the rest is not for them.

const READER = { data: { sessionsCapabilities: { scopes: ['sessions:read', 'sessions:export'] } } };
const ANALYST = { data: { sessionsCapabilities: { scopes: ['sessions:read', 'sessions:content'] } } };

beforeEach(() => {
  localStorage.setItem('api-sessions.statistics', 'closed');
  SessionRequest.define();
});

/** As the server answers who has not the scope. */
async function openRefused(lang = '') {
  const whole = requestDetails(requestRow(1, { detections: [sqli(1)] }));
  const request = {
    ...whole,
    query: null,
    contentState: 'FORBIDDEN',
    content: null,
    detections: whole.detections.map((detection) => ({ ...detection, payload: null })),
    parameters: whole.parameters.map((parameter) => ({ ...parameter, value: null })),
  };
  const places = ['query', 'content', 'detections.0.payload', 'parameters.0.value', 'parameters.1.value'];
  const errors = places.map((place) => ({
    message: `${place}: needs the scope sessions:content, which you have not`,
    path: ['request', ...place.split('.').map((step) => (/^\d+$/.test(step) ? Number(step) : step))],
    extensions: { code: 'FORBIDDEN', scope: 'sessions:content' },
  }));
  const graph = openFakeGraph({ RequestDetail: () => ({ data: { request, sessionBaselines: BASELINES }, errors }) });
  const element = document.createElement('session-request');
  Object.assign(element, { requestId: request.id, lang });
  await mount(element, graph.connection);
  await until(() => shadow(element).querySelector('h4') !== null);
  return element;
}

const block = (element: HTMLElement, title: string) =>
  textOf([...shadow(element).querySelectorAll('section')].find((one) => textOf(one.querySelector('h4')) === title));

describe('a request whose content is not permitted', () => {
  it('says so in the place of each part, and shows the rest', async () => {
    const element = await openRefused();
    expect(textOf(shadow(element).querySelector('.line'))).toBe('GET api.example.com/orders/1?not permitted to see');
    expect(block(element, 'Detections')).toMatch(/Found in ARGS:id .*Payload not permitted to see/);
    expect(block(element, 'Session parameters')).toContain('JSESSIONID Key request cookie not permitted to see hashed');
    expect(block(element, 'Raw request and response')).toContain('Stored, but you are not permitted to see it');
    expect(textOf(shadow(element))).not.toContain('no value');
    expect(await accessibilityFaults(element)).toEqual([]);
  });

  it('offers no curl command, which would send another request, and no payload to copy', async () => {
    const element = await openRefused();
    expect(buttonIn(shadow(element), 'Copy as cURL')).toBeUndefined();
    expect(buttonIn(shadow(element), 'Copy payload')).toBeUndefined();
    expect(buttonIn(shadow(element), 'Copy address')).toBeDefined();
  });

  it('is no alarm: nothing failed', async () => {
    const element = await openRefused();
    expect(shadow(element).querySelector('[role=alert]')).toBeNull();
  });

  it('says it in German', async () => {
    const element = await openRefused('de');
    await until(() => textOf(shadow(element)).includes('Einsicht nicht erlaubt'));
  });
});

describe('filters by values', () => {
  async function names(capabilities: object) {
    const graph = openFakeGraph({ SessionsScopes: () => capabilities });
    const element = await mount(document.createElement('session-filters'), graph.connection);
    shadow(element).querySelector<HTMLElement>('[data-menu=more]')!.click();
    await until(
      () => graph.askedFor('SessionsScopes').length === 1 && shadow(element).querySelector('[role=option]') !== null,
    );
    await settle(50);
    return [...shadow(element).querySelectorAll('[role=option]')].map(textOf);
  }

  it('are not offered to who may not ask about them', async () => {
    const all = await names(ANALYST);
    expect(all).toContain('Context parameter');
    expect(await names(READER)).toEqual(all.filter((name) => name !== 'Context parameter' && name !== 'User agent'));
  });

  it('are offered where a server does not say who may', async () => {
    expect(await names({ errors: [{ message: 'Cannot query field "scopes"' }] })).toContain('Context parameter');
  });
});

describe('the download of a session', () => {
  it('says that a file will have no content', async () => {
    const open = async (scopes: object) => {
      const { element } = await openDetail({}, {
        ...answerSession(session, many(3)),
        SessionsCapabilities: () => ({ data: { sessionsCapabilities: { actions: ['EXPORT'] } } }),
        SessionsScopes: () => scopes,
      } as never);
      await until(() => buttonIn(shadow(element), 'Download') !== undefined);
      buttonIn(shadow(element), 'Download')!.click();
      await settle(50);
      return textOf(shadow(element).querySelector('#export'));
    };
    expect(await open(READER)).toContain('Without queries, payloads, headers and bodies');
    expect(await open(ANALYST)).not.toContain('Without');
  });
});
