import type { GraphClient } from './graph-client.ts';

/** Names that a gateway knows types of ours by, where they are others: those of `SESSIONS_SESSION_TYPE` and `SESSIONS_REQUEST_TYPE`. */
export interface TypeNames {
  readonly Session?: string;
  readonly Request?: string;
}

/** The text of an operation with the other names in it. */
export function withTypeNames(text: string, names: TypeNames): string {
  return text.replace(/\bon (Session|Request)\b/g, (all, type: keyof TypeNames) =>
    names[type] ? `on ${names[type]}` : all,
  );
}

/** A client that asks by the other names. */
export function byTypeNames(client: GraphClient, names: TypeNames): GraphClient {
  return {
    query: (text, variables, context) => client.query(withTypeNames(text, names), variables, context),
    mutation: (text, variables) => client.mutation(withTypeNames(text, names), variables),
  };
}
