/** What kind of thing an attack type is; decides among others whether a detection can be marked as false positive. */
export type AttackCategory =
  | 'INPUT_VALIDATION'
  | 'PER_REQUEST'
  | 'GRAPHQL'
  | 'API_SPECIFICATION'
  | 'BEHAVIOURAL'
  | 'BOT'
  | 'AI'
  | 'OTHER';

/** A known attack type, or an unknown code with a label made of it. */
export interface AttackType {
  code: string;
  label: string;
  category: AttackCategory;
}

// The vocabulary of Wallarm's attack detection, which consoles of this field share; labels are ours.
const LABELS: Record<AttackCategory, Record<string, string>> = {
  INPUT_VALIDATION: {
    sqli: 'SQL injection',
    nosqli: 'NoSQL injection',
    rce: 'Remote code execution',
    ssi: 'Server-side includes',
    ssti: 'Template injection',
    ldapi: 'LDAP injection',
    mail_injection: 'Mail injection',
    ssrf: 'Server-side request forgery',
    ptrav: 'Path traversal',
    xxe: 'XML external entity',
    scanner: 'Vulnerability scanner',
    xss: 'Cross-site scripting',
    redir: 'Open redirect',
    crlf: 'CRLF injection',
  },
  PER_REQUEST: {
    mass_assignment: 'Mass assignment',
    data_bomb: 'Data bomb',
    invalid_xml: 'Invalid XML',
    overlimit_res: 'Resource overlimit',
    vpatch: 'Virtual patch',
    custom_rule: 'Custom rule',
    infoleak: 'Information exposure',
    blocked_source: 'Blocked source',
    file_upload_violation: 'File upload violation',
    credential_stuffing: 'Credential stuffing',
  },
  GRAPHQL: {
    gql_doc_size: 'GraphQL document size',
    gql_value_size: 'GraphQL value size',
    gql_depth: 'GraphQL depth',
    gql_aliases: 'GraphQL aliases',
    gql_docs_per_batch: 'GraphQL batch size',
    gql_introspection: 'GraphQL introspection',
    gql_debug: 'GraphQL debug mode',
  },
  API_SPECIFICATION: {
    undefined_endpoint: 'Undefined endpoint',
    undefined_parameter: 'Undefined parameter',
    invalid_parameter_value: 'Invalid parameter value',
    missing_parameter: 'Missing parameter',
    missing_auth: 'Missing authentication',
    invalid_request: 'Invalid request',
  },
  BEHAVIOURAL: {
    brute: 'Brute force',
    bola: 'Broken object level authorization',
    dirbust: 'Forced browsing',
    enum: 'Enumeration',
    rate_limit: 'Rate limit',
  },
  BOT: {
    api_abuse: 'API abuse',
    account_takeover: 'Account takeover',
    security_crawlers: 'Security crawlers',
    scraping: 'Scraping',
    resource_consumption: 'Resource consumption',
  },
  AI: {
    ai_prompt_injection: 'Prompt injection',
    ai_prompt_retrieval: 'Prompt retrieval',
  },
  OTHER: {},
};

const KNOWN = new Map(
  Object.entries(LABELS).flatMap(([category, labels]) =>
    Object.entries(labels).map(
      ([code, label]) => [code, { code, label, category: category as AttackCategory }] as const,
    ),
  ),
);

export const ATTACK_TYPES: readonly AttackType[] = [...KNOWN.values()];

/** Words that are joined as codes join them; anything else may be made up, and is shown as it came. */
const WORDS = /^[a-z][a-z0-9]*([_-][a-z0-9]+)*$/i;

/** The label of an unknown code is made of it: protocol_violation, Protocol violation. */
function labelOf(code: string): string {
  if (!WORDS.test(code)) return code;
  const words = code.replace(/[_-]/g, ' ');
  return words.charAt(0).toUpperCase() + words.slice(1);
}

export function attackTypeOf(code: string): AttackType {
  return KNOWN.get(code) ?? { code, label: labelOf(code), category: 'OTHER' };
}

export const VERDICTS = ['AGREE', 'DISAGREE', 'UNSURE'] as const;
/** Whether the detector of an attack was right, as somebody judges it. */
export type Verdict = (typeof VERDICTS)[number];

/**
 * The verdicts that an attack of this type takes. What is found in many requests together has no input to let pass: people can only say
 * whether the detector was right about it.
 */
export function verdictsOf({ category }: AttackType): readonly Verdict[] {
  return category === 'BOT' || category === 'BEHAVIOURAL' ? VERDICTS : [];
}

/** Only types that are found by looking at the input itself can be wrong about it. */
export function canMarkFalsePositive({ category }: AttackType): boolean {
  return category === 'INPUT_VALIDATION';
}
