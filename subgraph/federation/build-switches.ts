/** What is made otherwise for the types of a neighbour. For `/subgraph` alone: `/graphql` has no neighbours. */
export interface BuildSwitches extends TypeNames {
  /** The owner's `Attack` is an interface: ours is `@interfaceObject`. */
  attackInterface: boolean;
  /** Every field says what it needs: `@authenticated`, `@requiresScopes`. */
  authDirectives: boolean;
}

/** Names of types of ours that another subgraph is likely to have taken. With its key, a type of the same name would become one with ours without a word. */
export interface TypeNames {
  /** Of our `BusinessFlow`. */
  businessFlowType: string;
  /** Of our `Session`. */
  sessionType: string;
  /** Of our `Request`. */
  requestType: string;
}

export const NO_SWITCHES: BuildSwitches = Object.freeze({
  businessFlowType: 'BusinessFlow',
  sessionType: 'Session',
  requestType: 'Request',
  attackInterface: false,
  authDirectives: false,
});

/** Which variable of the environment says a name. */
export const TYPE_VARIABLES = {
  businessFlowType: 'SESSIONS_BUSINESS_FLOW_TYPE',
  sessionType: 'SESSIONS_SESSION_TYPE',
  requestType: 'SESSIONS_REQUEST_TYPE',
} as const satisfies Record<keyof TypeNames, string>;
