/** What is known of an endpoint, in English: apart, because a plugin says the same. */
export const insightsEn = {
  title: 'API Discovery insights',
  risk: 'Endpoint risk',
  riskOf: (score: number) => `${score} of 10`,
  riskLevels: { LOW: 'low', MEDIUM: 'medium', HIGH: 'high' },
  riskReasons: 'Because of',
  rogue: 'Rogue endpoint',
  rogueKinds: { SHADOW: 'shadow', ZOMBIE: 'zombie', ORPHAN: 'orphan' },
  protection: 'Protection',
  protectionStates: { ACTIVE: 'active', MONITORING: 'monitoring', OFF: 'off' },
  sensitive: 'Sensitive data',
  sensitiveKinds: {
    PII: 'personal data',
    CREDENTIALS: 'credentials',
    FINANCIAL: 'financial data',
    MEDICAL: 'medical data',
    TECHNICAL: 'technical data',
  },
  flow: 'Business flow',
  notKnown: 'not known',
  notEvaluated: 'not evaluated',
  noneKnown: 'none known',
};

export type InsightWords = typeof insightsEn;
