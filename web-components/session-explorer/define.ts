import { SessionExplorer } from './session-explorer.ts';

SessionExplorer.define();
