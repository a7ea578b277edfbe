import { afterEach, describe, expect, test, vi } from 'vitest';
import { ExploreInSessionsButton } from '../../web-components/explore-in-sessions-button/explore-in-sessions-button.ts';
import { SessionsProvider } from '../../web-components/provider/sessions-provider.ts';
import { SessionExplorer } from '../../web-components/session-explorer/session-explorer.ts';
import { SessionList } from '../../web-components/session-list/session-list.ts';
import { openFakeGraph } from './support/graph.ts';
import { mount, settle, shadow } from './support/page.ts';
import { answerList, sessionEdge, sessionRow } from './support/sessions.ts';

const connectionWithSessions = () => openFakeGraph(answerList([sessionEdge(sessionRow(1))])).connection;
const innerTags = (element: HTMLElement): string[] =>
  [...shadow(element).querySelectorAll('*')].map(({ localName }) => localName).filter((name) => name.includes('-'));

afterEach(() => {
  vi.restoreAllMocks();
  document.body.replaceChildren();
});

describe('names', () => {
  test('a class registers nothing until it is told to', () => {
    expect(customElements.get('session-list')).toBeUndefined();
    expect(customElements.get('explore-in-sessions-button')).toBeUndefined();
  });

  test('of the host’s choice, and the inner elements get their own beside it', async () => {
    SessionExplorer.define('acme-sessions');
    const element = await mount(
      document.createElement('acme-sessions') as SessionExplorer,
      connectionWithSessions(),
      {},
    );
    await settle(50);

    expect(element).toBeInstanceOf(SessionExplorer);
    expect(innerTags(element)).toEqual(
      expect.arrayContaining(['acme-sessions-session-filters', 'acme-sessions-session-list']),
    );
    expect(customElements.get('session-list')).toBeUndefined();
  });

  test('several at once', () => {
    SessionList.define('acme-list');
    SessionList.define('acme-other-list');
    SessionList.define();

    expect(document.createElement('acme-list')).toBeInstanceOf(SessionList);
    expect(document.createElement('acme-other-list')).toBeInstanceOf(SessionList);
    expect(document.createElement('session-list')).toBeInstanceOf(SessionList);
  });
});

describe('loading twice', () => {
  test('the same version is silent', () => {
    const warn = vi.spyOn(console, 'warn');

    ExploreInSessionsButton.define('acme-explore');
    ExploreInSessionsButton.define('acme-explore');

    expect(warn).not.toHaveBeenCalled();
  });

  test('of two versions the first stays, and the console says so once', () => {
    const warn = vi.spyOn(console, 'warn').mockImplementation(() => {});
    class Newer extends ExploreInSessionsButton {
      static override readonly version = '9.9.9';
    }

    ExploreInSessionsButton.define('twice-explore');
    Newer.define('twice-explore');

    expect(document.createElement('twice-explore')).not.toBeInstanceOf(Newer);
    expect(warn.mock.calls).toEqual([
      [`<twice-explore> is registered already, in version ${ExploreInSessionsButton.version}; 9.9.9 is left out`],
    ]);
  });
});

test('a provider that is registered after the elements inside it still finds them', async () => {
  ExploreInSessionsButton.define('early-explore');
  const provider = document.createElement('late-provider');
  provider.setAttribute('endpoint', '/graph-of-the-provider');
  const element = document.createElement('early-explore') as ExploreInSessionsButton;
  element.noCheck = true;
  provider.append(element);
  document.body.append(provider);
  await settle();
  const before = element.connection.endpoint;

  SessionsProvider.define('late-provider');
  await settle();

  expect([before, element.connection.endpoint]).toEqual(['/graphql', '/graph-of-the-provider']);
});

// Chromium has them from 146 on.
const hasScopedRegistries = (() => {
  try {
    return new CustomElementRegistry() instanceof CustomElementRegistry && 'customElementRegistry' in document;
  } catch {
    return false;
  }
})();

test.runIf(hasScopedRegistries)('a registry of one part of the page, with the inner elements in it', async () => {
  SessionsProvider.define();
  const registry = new CustomElementRegistry();
  SessionExplorer.define('scoped-explorer', registry);
  const host = document.createElement('div');
  const root = host.attachShadow({ mode: 'open', customElementRegistry: registry } as ShadowRootInit);

  await mount(host, connectionWithSessions(), {});
  // Of this registry, and of no other.
  const element = document.createElement('scoped-explorer', { customElementRegistry: registry } as never);
  root.append(element);
  await settle(100);
  const list = shadow(element).querySelector('scoped-explorer-session-list')!;

  expect(customElements.get('scoped-explorer')).toBeUndefined();
  expect(customElements.get('scoped-explorer-session-list')).toBeUndefined();
  expect(list).toBeInstanceOf(SessionList);
  expect(list.shadowRoot!.querySelector('table')).not.toBeNull();
});
