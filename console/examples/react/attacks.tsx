import { ExploreInSessionsButton } from '@api-sessions/elements/react';
import { useEffect, useState } from 'react';

interface Attack {
  readonly id: string;
  readonly types: readonly { readonly label: string }[];
  readonly requestCount: number;
  readonly lastSeenAt: string;
}

// Stands for a service of your own: all that the button needs is the id.
const QUERY = `{ sessionKnownAttacks(first: 5) { nodes { id types { label } requestCount lastSeenAt } } }`;

async function fetchAttacks(signal: AbortSignal): Promise<Attack[]> {
  const headers = { 'content-type': 'application/json' };
  const response = await fetch('/graphql', { method: 'POST', headers, body: JSON.stringify({ query: QUERY }), signal });
  const { data, errors } = await response.json();
  if (!data?.sessionKnownAttacks) throw new Error(errors?.[0]?.message ?? `the server answered ${response.status}`);
  return data.sessionKnownAttacks.nodes;
}

export function Attacks({ onExplore }: { onExplore(href: string): void }) {
  const [attacks, setAttacks] = useState<readonly Attack[]>([]);

  useEffect(() => {
    const controller = new AbortController();
    fetchAttacks(controller.signal).then(setAttacks, (error) => {
      if (error.name !== 'AbortError') throw error;
    });
    return () => controller.abort();
  }, []);

  return (
    <table>
      <caption>Latest attacks</caption>
      <thead>
        <tr>
          <th scope="col">Attack</th>
          <th scope="col">Requests</th>
          <th scope="col">Last seen</th>
          <th scope="col">Sessions</th>
        </tr>
      </thead>
      <tbody>
        {attacks.map(({ id, types, requestCount, lastSeenAt }) => (
          <tr key={id}>
            <th scope="row">{types.map(({ label }) => label).join(', ')}</th>
            <td>{requestCount}</td>
            <td>{new Date(lastSeenAt).toLocaleString('en-GB', { dateStyle: 'medium', timeStyle: 'short' })}</td>
            <td>
              <ExploreInSessionsButton
                attackId={id}
                at={lastSeenAt}
                onSessionsExplore={(event) => {
                  event.preventDefault(); // a link otherwise, which loads the page anew
                  onExplore(event.href);
                }}
              >
                Explore
              </ExploreInSessionsButton>
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
