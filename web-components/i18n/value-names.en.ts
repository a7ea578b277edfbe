/** What people call the values of an endpoint, in English: the same in chips, in menus and in what is known of it. */
export const valueNamesEn = {
  /** Attack types by code, where a language calls them otherwise than the server, which speaks English. */
  type: undefined as Readonly<Record<string, string>> | undefined,
  risk: { LOW: 'low', MEDIUM: 'medium', HIGH: 'high' },
  confirmed: { CONFIRMED: 'confirmed', UNCONFIRMED: 'unconfirmed' },
  kind: { API: 'API', PAGE: 'page', STATIC: 'static file' },
  rogue: { SHADOW: 'shadow', ZOMBIE: 'zombie', ORPHAN: 'orphan' },
  sensitive: {
    PII: 'personal data',
    CREDENTIALS: 'credentials',
    FINANCIAL: 'financial data',
    MEDICAL: 'medical data',
    TECHNICAL: 'technical data',
  },
};
