import type { GraphClient } from './graph-client.ts';

/** Names that a gateway knows types of ours by, where they are others: those of `SESSIONS_SESSION_TYPE` and `SESSIONS_REQUEST_TYPE`. */
export interface TypeNames {
  readonly Session?: string;
  readonly Request?: string;
}

/** The text of an operation with the other names in it. */
export function withTypeNames(text: string, names: TypeNames): string {
  return text.replace(/\bon (Session|Request)\b/g, (_all, type: keyof TypeNames) => `on ${names[type] ?? type}`);
}

/** The client of a host, asked by the other names. */
export function clientByTypeNames(client: GraphClient, names: TypeNames): GraphClient {
  return {
    query: (text, variables, context) => client.query(withTypeNames(text, names), variables, context),
    mutation: (text, variables) => client.mutation(withTypeNames(text, names), variables),
  };
}

/** What sends our own questions, by the other names. @param fetch window.fetch unless given */
export function fetchByTypeNames(
  fetch: typeof globalThis.fetch | undefined,
  names: TypeNames,
): typeof globalThis.fetch {
  return (address, init) => {
    const { query, ...rest } = JSON.parse(String(init?.body)) as { query: string };
    const body = JSON.stringify({ ...rest, query: withTypeNames(query, names) });
    return (fetch ?? globalThis.fetch)(address, { ...init, body });
  };
}
