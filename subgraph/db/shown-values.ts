/** What is shown of rows: columns that none of it needs are not read. */
export interface ShownValues {
  /** Whether anything of these names is, or may be. */
  hasAny(names: readonly string[]): boolean;
}
