declare const types: unique symbol;

/** The text of an operation that knows the types of its answer and of its variables. */
export type TypedQuery<Data, Variables> = string & { readonly [types]?: [Data, Variables] };
