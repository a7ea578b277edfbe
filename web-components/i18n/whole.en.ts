import { decisionsEn } from './decisions.en.ts';
import { detailEn } from './detail.en.ts';
import type { Rooms } from './dictionary.ts';
import { en, type Terms } from './en.ts';
import { filterBarEn } from './filter-bar.en.ts';
import { judgementEn } from './judgement.en.ts';
import { timelineEn } from './timeline.en.ts';
import { unreadEn } from './unread.en.ts';

/** All English words, all rooms too: what a translation starts from. */
export const wholeEn: Terms & Rooms = {
  ...en,
  filterBar: filterBarEn,
  detail: detailEn,
  timeline: timelineEn,
  decisions: decisionsEn,
  judgement: judgementEn,
  unread: unreadEn,
};
