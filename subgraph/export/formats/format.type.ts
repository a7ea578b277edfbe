import type { ExportedRequest } from '../exported-request.ts';

/** A file format: what stands before, between and after the requests, and how each is written. */
export interface ExportFormat {
  mediaType: string;
  /** Of the file's name, without the dot. */
  extension: string;
  /** Newest request first, as the screen shows them. */
  newestFirst: boolean;
  /** It writes headers and bodies. */
  withContent: boolean;
  before: string;
  between: string;
  after: string;
  /** At least one request, with what stands between them. */
  write(requests: readonly ExportedRequest[]): string;
}
