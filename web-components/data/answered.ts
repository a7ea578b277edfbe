import type { OperationResult } from '@urql/core';

/**
 * Data of an answer; undefined: there is none, or the first field of it was not answered, which is what a document is
 * about. Fields of the root fail each for itself: a null with an error about it is a failure, and one without says that
 * there is no such thing.
 */
export function answeredData<Data>({ data, error }: Pick<OperationResult<Data>, 'data' | 'error'>): Data | undefined {
  if (data == null) return undefined;
  const [first] = Object.entries(data as object).filter(([name]) => name !== '__typename');
  if (!first || first[1] !== null || !error) return data;
  const isAbout = error.graphQLErrors.some(({ path }) => !path?.length || path[0] === first[0]);
  return isAbout ? undefined : data;
}
