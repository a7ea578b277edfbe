import { SessionList } from './session-list.ts';

SessionList.define();
