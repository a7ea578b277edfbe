import { decisionsEn } from './decisions.en.ts';
import { detailEn } from './detail.en.ts';
import { en, type Terms } from './en.ts';
import { endpointParametersEn } from './endpoint-parameters.en.ts';
import { endpointsEn } from './endpoints.en.ts';
import { availabilityEn, exploreButtonEn } from './explore-button.en.ts';
import { filterBarEn } from './filter-bar.en.ts';
import { judgementEn } from './judgement.en.ts';
import { liveEn } from './live.en.ts';
import type { PartTerms } from './part-terms.ts';
import { selectionEn } from './selection.en.ts';
import { startsEn } from './starts.en.ts';
import { timelineEn } from './timeline.en.ts';
import { unreadEn } from './unread.en.ts';

/** All English words, those of all parts too: what a translation starts from. */
export const wholeEn: Terms & PartTerms = {
  ...en,
  exploreButton: exploreButtonEn,
  availability: availabilityEn,
  filterBar: filterBarEn,
  detail: detailEn,
  endpoints: endpointsEn,
  starts: startsEn,
  live: liveEn,
  selection: selectionEn,
  timeline: timelineEn,
  decisions: decisionsEn,
  judgement: judgementEn,
  endpointParameters: endpointParametersEn,
  unread: unreadEn,
};
