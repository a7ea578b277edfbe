import type { SessionFilter, SessionTimeRange } from './documents.generated.ts';
import type { TypedQuery } from './typed-query.ts';

/** What the file of a list has a row for: its sessions, or the requests that match in them. */
export type ListExportRows = 'SESSIONS' | 'REQUESTS';
/** How the file of a list is written. */
export type ListExportFormat = 'CSV' | 'JSON';

interface Input {
  readonly rows: ListExportRows;
  readonly format: ListExportFormat;
  readonly period?: SessionTimeRange | null;
  readonly filter?: SessionFilter | null;
}

/** Apart from the other operations: those are in the first chunk of a page, and this is asked by a later one. */
export const EXPORT_SESSIONS =
  'mutation ExportSessions($input:SessionListExportInput!){exportSessions(input:$input){...on SessionExportSuccess{url filename}...on SessionsError{code message}}}' as TypedQuery<
    {
      readonly exportSessions:
        | { readonly url: string; readonly filename: string }
        | { readonly code: string; readonly message: string }
        | Record<string, never>
        | null;
    },
    { readonly input: Input }
  >;
