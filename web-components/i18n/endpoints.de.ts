import type { EndpointsTerms } from './endpoints.en.ts';

/** German words; endpoints.en.ts says what each is. */
export const endpointsDe: EndpointsTerms = {
  label: 'Endpunkte der Sitzung',
  endpointCount: ({ short, value }) => `${short} ${value === 1 ? 'Endpunkt' : 'Endpunkte'}`,
  inRequests: (requests) => `in ${requests}`,
  columns: {
    path: 'Endpunkt',
    requests: 'Anfragen',
    errors: 'Fehler',
    median: 'Median, ms',
    p95: '95 % in, ms',
    deviation: 'Auffällig',
    flow: 'Geschäftsablauf',
    risk: 'Risiko',
  },
  show: (requests) => `${requests} in der Tabelle der Anfragen zeigen`,
  errorHint: (client, server) => `${client} × 4xx, ${server} × 5xx`,
  usual: (ms) => `üblich ${ms}`,
  of: (compared, measured) => `bei ${compared} von ${measured}`,
  ofHint:
    'Für so viele der gemessenen Anfragen ist etwas üblich: nicht für blockierte, und nicht bei weniger als 50 Antworten zum Vergleich',
  usualHint:
    'Üblich: Antworten dieses Endpunkts mit gleichem Ausgang an diesem UTC-Tag und den sechs davor, ohne diese Sitzung; auf 1 % genau',
  noUsual: 'kein Vergleich',
  noUsualHint:
    'Weniger als 50 Antworten anderer zum Vergleich, oder nur solche ohne Vergleich: blockiert oder ohne Antwort',
  times: (factor) => `× ${factor}`,
  timesHint: 'Median hier, vom üblichen Median',
  firstOf: (shown, all) => `Die ersten ${shown} von ${all} Endpunkten in dieser Reihenfolge.`,
  showUpTo: (count) => `Bis zu ${count} zeigen`,
  unavailable: 'Die Endpunkte dieser Sitzung sind nicht verfügbar.',
};
