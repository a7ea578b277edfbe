/** A file format: what stands before, between and after the rows (requests, or sessions), and how each is written. */
export interface ExportFormat<Row> {
  mediaType: string;
  /** Of the file's name, without the dot. */
  extension: string;
  /** Requests newest first, as the screen shows them. */
  newestFirst: boolean;
  /** It writes headers and bodies. */
  withContent: boolean;
  before: string;
  between: string;
  after: string;
  /** At least one row, with what stands between them. */
  write(rows: readonly Row[]): string;
}
