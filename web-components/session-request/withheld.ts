import type { CombinedError } from '@urql/core';

/** Whether a value of the request is null because the viewer may not see it, by its place: `detections.0.payload`. */
export type Withheld = (place: string) => boolean;

/** Reads what was withheld from the errors that came with a request. */
export function withheldOf(error: CombinedError | undefined): Withheld {
  const places = new Set(
    error?.graphQLErrors
      .filter(({ extensions }) => extensions?.code === 'FORBIDDEN')
      .map(({ path }) => path?.slice(1).join('.')),
  );
  return (place) => places.has(place);
}
