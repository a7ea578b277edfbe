export const MODES = ['standalone', 'federated'] as const;

/**
 * `standalone`: no other subgraph; attacks and endpoints have their own fields, from our store.
 * `federated`: other subgraphs own attacks and endpoints; we add sessions to theirs.
 */
export type Mode = (typeof MODES)[number];
