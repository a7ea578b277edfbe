import { ExploreInSessionsButton } from '@api-sessions/elements/react/explore-in-sessions-button';
import { SessionList } from '@api-sessions/elements/react/session-list';
import { SessionsProvider } from '@api-sessions/elements/react/sessions-provider';

export const Page = () => (
  <SessionsProvider endpoint="/graphql" sessionsPage="/sessions">
    <h1>Parcel Works</h1>
    <ExploreInSessionsButton attackId="a-17" />
    <SessionList params="malicious=yes" pageSize={25} />
  </SessionsProvider>
);
