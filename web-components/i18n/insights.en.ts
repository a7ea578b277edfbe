import { valueNamesEn } from './value-names.en.ts';

/** What is known of an endpoint, in English: apart, because a plugin says the same. */
export const insightsEn = {
  title: 'API Discovery insights',
  risk: 'Endpoint risk',
  riskOf: (score: number) => `${score} of 10`,
  riskLevels: valueNamesEn.risk,
  riskReasons: 'Because of',
  confirmed: 'Confirmed',
  confirmations: valueNamesEn.confirmed,
  kind: 'Endpoint kind',
  kinds: valueNamesEn.kind,
  rogue: 'Rogue endpoint',
  rogueKinds: valueNamesEn.rogue,
  protection: 'Protection',
  protectionStates: { ACTIVE: 'active', MONITORING: 'monitoring', OFF: 'off' },
  sensitive: 'Sensitive data',
  sensitiveKinds: valueNamesEn.sensitive,
  flow: 'Business flow',
  notKnown: 'not known',
  notEvaluated: 'not evaluated',
  noneKnown: 'none known',
};

export type InsightWords = typeof insightsEn;
