import type { SequenceStep } from '../../subgraph/filters/filter.type.ts';
import type { NaiveRequest } from './naive-filter.ts';

/** Whether a request may follow another in a chain: by default in the order of time and arrival. */
type Follows = (one: NaiveRequest, next: NaiveRequest) => boolean;

const inOrder: Follows = (one, next) => +next.time > +one.time || (+next.time === +one.time && next.seq > one.seq);
const byTimeAlone: Follows = (one, next) => +next.time > +one.time;

/**
 * Every chain of the steps among some requests, each tried out: as many as there are ways to choose.
 * @param meets whether a request meets the filter of a step
 */
function chainsOf(
  requests: readonly NaiveRequest[],
  steps: readonly SequenceStep[],
  meets: (request: NaiveRequest, step: SequenceStep) => boolean,
  follows: Follows,
): NaiveRequest[][] {
  let chains: NaiveRequest[][] = [[]];
  for (const step of steps) {
    const candidates = requests.filter((request) => meets(request, step));
    chains = chains.flatMap((chain) => {
      const former = chain.at(-1);
      return candidates
        .filter((next) => !former || (follows(former, next) && isNear(former, next, step.withinMs)))
        .map((next) => [...chain, next]);
    });
  }
  return chains;
}

function isNear(one: NaiveRequest, next: NaiveRequest, withinMs: number | null | undefined): boolean {
  return withinMs == null || +next.time - +one.time <= withinMs;
}

/** The requests that take part in at least one chain. */
export function membersOf(
  requests: readonly NaiveRequest[],
  steps: readonly SequenceStep[],
  meets: (request: NaiveRequest, step: SequenceStep) => boolean,
): Set<NaiveRequest> {
  return new Set(chainsOf(requests, steps, meets, inOrder).flat());
}

/** Some request takes part in a chain only by the order of arrival. */
export function restsOnArrival(
  requests: readonly NaiveRequest[],
  steps: readonly SequenceStep[],
  meets: (request: NaiveRequest, step: SequenceStep) => boolean,
): boolean {
  const strict = new Set(chainsOf(requests, steps, meets, byTimeAlone).flat());
  return [...membersOf(requests, steps, meets)].some((request) => !strict.has(request));
}
