/** Our own columns by the names that the `columns` attribute and the saved choice use. */
export type ColumnId =
  | 'last-seen'
  | 'requests'
  | 'attacks'
  | 'matches'
  | 'users'
  | 'ips'
  | 'hosts'
  | 'flows'
  | 'endpoints'
  | 'applications'
  | 'started'
  | 'duration'
  | 'identified-by'
  | 'key'
  | 'status';
