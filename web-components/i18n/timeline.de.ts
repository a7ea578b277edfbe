import type { TimelineTerms } from './timeline.en.ts';

/** German words; timeline.en.ts says what each is. */
export const timelineDe: TimelineTerms = {
  fold: 'Diagramm auf eine Zeile falten',
  unfold: 'Diagramm zeigen',
  label: 'Anfragen im Zeitverlauf',
  unavailable: 'Der Zeitverlauf ist nicht verfügbar.',
  counting: 'wird noch gezählt',
  empty: 'Keine Anfrage in dieser Zeit.',
  ends: { from: 'Beginn der zu wählenden Zeit', to: 'Ende der zu wählenden Zeit' },
  counters: {
    requests: 'Anfragen',
    malicious: 'bösartig',
    blocked: 'blockiert',
    clientErrors: '4xx',
    serverErrors: '5xx',
  },
  matches: ({ short }) => `${short} Treffer`,
  matchesHeading: 'Treffer',
  p95: (time) => `95 % innerhalb von ${time}`,
  p95Heading: '95 % innerhalb, ms',
  bucketWidth: (time) => `Schritte von ${time}; solche ohne Anfragen fehlen`,
  zoomIn: 'Diese Zeit zeigen',
  zoomBack: 'Zurück',
  asTable: 'Als Tabelle',
};
