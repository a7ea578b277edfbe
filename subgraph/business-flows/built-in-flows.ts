/** A business flow: a label of the purpose of endpoints. */
export interface Flow {
  code: string;
  label: string;
  description: string | null;
}

/** The flows that always exist. A tenant may give them other labels, and add its own. */
export const BUILT_IN_FLOWS: readonly Flow[] = [
  { code: 'AI_LLM', label: 'AI/LLM', description: 'Requests to models: prompts, completions, agents.' },
  { code: 'ACC_CREATE', label: 'Acc create', description: 'Registration of accounts.' },
  { code: 'ACC_MGMT', label: 'Acc mgmt', description: 'Reading and changing accounts.' },
  { code: 'ADMIN', label: 'Admin', description: 'What only operators should reach.' },
  { code: 'AUTH', label: 'Auth', description: 'Sign-in, sign-out, tokens, one-time codes.' },
  { code: 'BILLING', label: 'Billing', description: 'Payments, invoices, coupons, subscriptions.' },
  { code: 'SMS_GW', label: 'SMS GW', description: 'What sends messages that cost money.' },
];

/** The built-in flows as a tenant labels them, then its own by code. */
export function withBuiltIn(own: readonly Flow[]): Flow[] {
  const byCode = new Map(own.map((flow) => [flow.code, flow]));
  const builtIn = BUILT_IN_FLOWS.map((flow) => {
    const relabelled = byCode.get(flow.code);
    return relabelled ? { ...relabelled, description: relabelled.description ?? flow.description } : flow;
  });
  const isBuiltIn = new Set(BUILT_IN_FLOWS.map(({ code }) => code));
  const added = own.filter(({ code }) => !isBuiltIn.has(code));
  return [...builtIn, ...added.toSorted((one, other) => (one.code < other.code ? -1 : 1))];
}
