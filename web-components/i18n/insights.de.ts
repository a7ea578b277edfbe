import type { InsightWords } from './insights.en.ts';

export const insightsDe: InsightWords = {
  title: 'Erkenntnisse aus API Discovery',
  risk: 'Endpunktrisiko',
  riskOf: (score) => `${score} von 10`,
  riskLevels: { LOW: 'niedrig', MEDIUM: 'mittel', HIGH: 'hoch' },
  riskReasons: 'Wegen',
  confirmed: 'Bestätigt',
  confirmations: { CONFIRMED: 'bestätigt', UNCONFIRMED: 'unbestätigt' },
  kind: 'Art des Endpunkts',
  kinds: { API: 'API', PAGE: 'Seite', STATIC: 'statische Datei' },
  rogue: 'Unbekannter Endpunkt',
  rogueKinds: { SHADOW: 'Schatten', ZOMBIE: 'Zombie', ORPHAN: 'verwaist' },
  protection: 'Schutz',
  protectionStates: { ACTIVE: 'aktiv', MONITORING: 'beobachtend', OFF: 'aus' },
  sensitive: 'Sensible Daten',
  sensitiveKinds: {
    PII: 'personenbezogene Daten',
    CREDENTIALS: 'Zugangsdaten',
    FINANCIAL: 'Finanzdaten',
    MEDICAL: 'medizinische Daten',
    TECHNICAL: 'technische Daten',
  },
  flow: 'Geschäftsablauf',
  notKnown: 'nicht bekannt',
  notEvaluated: 'nicht bewertet',
  noneKnown: 'keine bekannt',
};
