import { ExploreInSessionsButton } from './explore-in-sessions-button.ts';

ExploreInSessionsButton.define();
