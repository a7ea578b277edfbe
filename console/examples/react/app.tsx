import { SessionExplorer, SessionsProvider } from '@api-sessions/elements/react';
import { useState } from 'react';
import { Attacks } from './attacks.tsx';

const SHORTCUTS = { All: '', Malicious: 'malicious=yes', 'Failed logins': 'code=4xx&endpoint=login' };

export function App() {
  const [shown, setShown] = useState(true);
  // The explorer tells of every change, that of "back" and of a link too, so this is what it shows.
  const [params, setParams] = useState('');

  /** As a router would: the explorer follows the address, and reads it when it is mounted. */
  const goTo = (href: string) => {
    history.pushState(null, '', href);
    dispatchEvent(new PopStateEvent('popstate'));
    setShown(true);
  };

  return (
    <SessionsProvider endpoint="/graphql">
      <header>
        <h1>Parcel Works</h1>
        <button type="button" aria-pressed={shown} onClick={() => setShown(!shown)}>
          Sessions
        </button>
      </header>
      <main>
        <Attacks onExplore={goTo} />
        {shown && (
          <section aria-label="Sessions">
            <div className="shortcuts">
              {Object.entries(SHORTCUTS).map(([label, shortcut]) => (
                <button
                  key={label}
                  type="button"
                  aria-pressed={params === shortcut}
                  onClick={() => setParams(shortcut)}
                >
                  {label}
                </button>
              ))}
              <output>{params || 'no filters'}</output>
            </div>
            <SessionExplorer params={params} onSessionsWhereChange={(event) => setParams(event.params)} />
          </section>
        )}
      </main>
    </SessionsProvider>
  );
}
