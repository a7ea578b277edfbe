import type { Connection } from './connection.ts';

/** fetch, with the headers of the connection. */
export function fetchOf(connection: Connection): typeof fetch {
  return async (input, init) => {
    const headers = new Headers(init?.headers);
    const own = await connection.getHeaders?.();
    new Headers(own).forEach((value, name) => {
      headers.set(name, value);
    });
    return (connection.fetch ?? fetch)(input, { ...init, headers });
  };
}
