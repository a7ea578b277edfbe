/** An operation of an API specification, on one host. */
export interface Operation {
  /** Upper case. */
  method: string;
  /** As requests name it; `*`: any host, also an unknown one. */
  host: string;
  /** Base path of the server and path, as the specification writes them: `/api/users/{username}`. */
  path: string;
  tags: string[];
}

/** What is kept of an API specification: enough to name endpoints. */
export interface Specification {
  /** Title: versions of one specification share it. */
  name: string;
  version: string;
  operations: Operation[];
}

/** The host of operations that apply to any. */
export const ANY_HOST = '*';
