import type { DecisionTerms } from './decisions.en.ts';
import type { DetailTerms } from './detail.en.ts';
import type { EndpointParameterTerms } from './endpoint-parameters.en.ts';
import type { EndpointsTerms } from './endpoints.en.ts';
import type { AvailabilityTerms, ExploreButtonTerms } from './explore-button.en.ts';
import type { FilterBarTerms } from './filter-bar.en.ts';
import type { JudgementTerms } from './judgement.en.ts';
import type { LiveTerms } from './live.en.ts';
import type { SelectionTerms } from './selection.en.ts';
import type { StartsTerms } from './starts.en.ts';
import type { TimelineTerms } from './timeline.en.ts';
import type { UnreadTerms } from './unread.en.ts';

/** Words that not every element says: each part is loaded with the elements that say it. */
export interface PartTerms {
  readonly exploreButton: ExploreButtonTerms;
  /** Of what the explore button was answered. */
  readonly availability: AvailabilityTerms;
  /** Of the bar of filters. */
  readonly filterBar: FilterBarTerms;
  /** Of an open session. */
  readonly detail: DetailTerms;
  /** Of the endpoints of an open session. */
  readonly endpoints: EndpointsTerms;
  /** Of where to start, above a list. */
  readonly starts: StartsTerms;
  /** Of a list that keeps up with what arrives. */
  readonly live: LiveTerms;
  /** Of sessions that are selected in a list. */
  readonly selection: SelectionTerms;
  readonly timeline: TimelineTerms;
  /** Of what was decided about a session or a detection. */
  readonly decisions: DecisionTerms;
  /** Of what judges requests and takes them out. */
  readonly judgement: JudgementTerms;
  /** Of what is sent to an endpoint. */
  readonly endpointParameters: EndpointParameterTerms;
  /** Of parameters that were not understood. */
  readonly unread: UnreadTerms;
}
