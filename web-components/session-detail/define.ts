import { SessionDetail } from './session-detail.ts';

SessionDetail.define();
