/** A value in a filter that cannot be meant: where it stands and what would be right. */
export class FilterError extends Error {
  override readonly name = 'FilterError';
  constructor(
    /** As GraphQL clients write it: `filter.requests[0].statuses`. */
    readonly path: string,
    readonly problem: string,
  ) {
    super(`${path}: ${problem}`);
  }
}
