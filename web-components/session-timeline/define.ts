import { SessionTimeline } from './session-timeline.ts';

SessionTimeline.define();
