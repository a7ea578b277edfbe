import { beforeEach, describe, expect, it } from 'vitest';
import type { EndpointParametersQuery } from '../../web-components/data/documents.generated.ts';
import { SessionRequest } from '../../web-components/session-request/session-request.ts';
import { printable } from '../../web-components/shared/printable.ts';
import { openFakeGraph } from './support/graph.ts';
import { HOSTILE } from './support/hostile.ts';
import { accessibilityFaults, mount, shadow, textOf, until } from './support/page.ts';
import { BASELINES, requestDetails, requestRow } from './support/requests.ts';

type Parameters = NonNullable<
  NonNullable<NonNullable<EndpointParametersQuery['request']>['endpoint']>['sessionParameters']
>;

const KNOWN: Parameters = {
  requestCount: 1_200,
  exact: true,
  nodes: [
    { name: 'q', source: 'REQUEST_QUERY', requestCount: 1_200, kinds: ['TEXT', 'INTEGER'], sensitive: null },
    { name: 'user[email]', source: 'REQUEST_BODY', requestCount: 300, kinds: ['EMAIL'], sensitive: 'PII' },
  ],
  leftOutCount: 0,
};

beforeEach(() => {
  localStorage.clear();
  SessionRequest.define();
});

async function openOne(answer: () => Parameters | null, { lang = '', open = true } = {}) {
  const row = requestRow(1);
  const graph = openFakeGraph({
    RequestDetail: () => ({ data: { request: requestDetails(row), sessionBaselines: BASELINES } }),
    EndpointParameters: () => ({ data: { request: { endpoint: { sessionParameters: answer() } } } }),
  });
  const element = document.createElement('session-request');
  Object.assign(element, { requestId: row.id, lang });
  await mount(element, graph.connection);
  await until(() => blockOf(element) !== null);
  if (open) blockOf(element)!.querySelector('summary')!.click();
  return { element, graph };
}
const blockOf = (element: HTMLElement) =>
  shadow(element).querySelector<HTMLElement>('[aria-labelledby="endpoint-parameters"]');
const said = (element: HTMLElement) => textOf(blockOf(element));
const rowsOf = (element: HTMLElement) => [...blockOf(element)!.querySelectorAll('tbody tr')].map(textOf);

describe('the parameters of the endpoint of a request', () => {
  it('are asked for when somebody opens them', async () => {
    const { element, graph } = await openOne(() => KNOWN, { open: false });
    expect(said(element)).toBe('Parameters of the endpoint');
    expect(graph.askedFor('EndpointParameters')).toHaveLength(0);
    blockOf(element)!.querySelector('summary')!.click();
    await until(() => rowsOf(element).length === 2);
    expect(rowsOf(element)).toEqual([
      'q query text, whole number 1,200 100%',
      'user[email] personal data request body email address 300 25%',
    ]);
    expect(said(element)).toContain('Of the 1,200 requests that were answered and are no attack.');
    expect(graph.askedFor('EndpointParameters')).toHaveLength(1);
    expect(await accessibilityFaults(element)).toEqual([]);
  });

  it('say what was not looked at, and what is not listed', async () => {
    const { element } = await openOne(() => ({ ...KNOWN, exact: false, leftOutCount: 1_453 }));
    await until(() => rowsOf(element).length === 2);
    expect(said(element)).toContain(
      'Of the 1,200 newest requests that were answered and are no attack; there may be more. 1,453 more names are not listed.',
    );
    const { element: german } = await openOne(() => ({ ...KNOWN, leftOutCount: 1 }), { lang: 'de' });
    await until(() => rowsOf(german).length === 2 && said(german).includes('1 weiterer Name ist nicht aufgeführt.'));
    expect(rowsOf(german)[1]).toContain('personenbezogene Daten');
  });

  it('are none, or not to be seen, or unavailable, and can be asked for again', async () => {
    const { element: none } = await openOne(() => ({ ...KNOWN, requestCount: 0, nodes: [] }));
    await until(() => said(none).includes('None was sent with a request that was answered and is no attack.'));
    const hidden = KNOWN.nodes.map((each) => ({ ...each, kinds: null }));
    const { element: reader } = await openOne(() => ({ ...KNOWN, nodes: hidden }));
    await until(() => rowsOf(reader).length === 2);
    expect(rowsOf(reader)[0]).toBe('q query not permitted to see 1,200 100%');
    let fails = true;
    const { element: failing } = await openOne(() => (fails ? null : KNOWN));
    await until(() => said(failing).includes('The parameters of the endpoint are unavailable.'));
    fails = false;
    blockOf(failing)!.querySelector('button')!.click();
    await until(() => rowsOf(failing).length === 2);
  });

  it('are text, whatever somebody called them', async () => {
    const nodes = HOSTILE.map((name) => ({ ...KNOWN.nodes[0]!, name }));
    const { element } = await openOne(() => ({ ...KNOWN, nodes }));
    await until(() => rowsOf(element).length === HOSTILE.length);
    const names = [...blockOf(element)!.querySelectorAll('tbody th')].map((each) => each.textContent!.trim());
    expect(names).toEqual(HOSTILE.map((name) => printable(name).trim()));
    expect(blockOf(element)!.querySelectorAll('script, img, a')).toHaveLength(0);
  });
});
