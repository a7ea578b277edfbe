import type { JudgementTerms } from './judgement.en.ts';

/** German words; judgement.en.ts says what each is. */
export const judgementDe: JudgementTerms = {
  // ── performance ──
  performance: 'Verglichen mit dem Üblichen',
  time: 'Dauer',
  size: 'Größe',
  thisRequest: 'Diese Anfrage',
  median: 'Median',
  mean: 'Mittelwert',
  p95: '95 % innerhalb',
  responses: 'Antworten',
  degrees: { HIGH: 'hoch', EXTREME: 'extrem' },
  milliseconds: (amount) => `${amount} ms`,
  lessThan: (amount) => `unter ${amount}`,
  deviates: (degree, factor) => `${degree}: ${factor} × der übliche Median`,
  deviatesFrom: (degree, factor, median, p95, count) =>
    `${degree}: ${factor} × der übliche Median von ${median} (p95 ${p95}, ${count})`,
  usual: (median, p95, count) => `Üblich: Median ${median}, p95 ${p95} (${count})`,
  tooFew: (count) => `Kein Vergleichswert: bisher ${count}, nötig sind 50`,
  notCompared: 'Kein Vergleichswert: Was blockiert wurde oder keine Antwort hat, wird mit nichts verglichen',
  notMeasured: 'nicht aufgezeichnet',
  basis:
    'Antworten dieses Endpunkts mit gleichem Ausgang (2xx und 3xx oder 4xx und 5xx) am UTC-Tag dieser Anfrage und den sechs davor; ohne diese Sitzung und ohne Blockiertes. Median und 95 % sind auf 1 % genau, der Mittelwert ist exakt.',
  settled: (time) => `Was auffällt, wurde zuletzt um ${time} entschieden.`,
  neverSettled: 'Was auffällt, wurde noch nicht entschieden.',
  due: ({ short, value }) =>
    `Seither ${value === 1 ? `wartet ${short} Endpunkt` : `warten ${short} Endpunkte`} darauf.`,

  // ── timeline ──
  marks: 'Was geschah',
  markKinds: {
    GAP: 'Pause',
    USER_CHANGED: 'Anderer Benutzer',
    COUNTRY_CHANGED: 'Anderes Land',
    BLOCKED: 'Blockiert',
    UNBLOCKED: 'Freigegeben',
  },
  outside: { before: 'vor der ersten gezeigten Anfrage', after: 'nach der letzten gezeigten Anfrage' },
  noRequestFor: (time) => `keine Anfrage für ${time}`,
  fromTo: (before, after) => `von ${before} zu ${after}`,
  by: (who) => `von ${who}`,
  markCount: ({ short, value }) => `${short} ${value === 1 ? 'Ereignis' : 'Ereignisse'}`,
  marksShown: (shown, all) => `${shown} von ${all} Ereignissen: von jeder Art die auffälligsten`,
  showTimeOf: (mark) => `Zeit zeigen: ${mark}`,
  what: 'Was',
  details: 'Einzelheiten',
  mostP95: (time) => `95 % innerhalb, höchstens ${time}`,
  measured: 'gemessen',
  usualLine: 'üblich',
  usuallyWithin: (time, compared) => `üblich innerhalb von ${time} (${compared} gemessenen Anfragen)`,
  ofMeasured: (count, measured) => `${count} von ${measured}`,
  usualHeading: 'üblich innerhalb, ms',
  comparedHeading: 'verglichen',
  usualBasis:
    'Üblich: was 95 % solcher Anfragen einhalten, auf 1 % genau. Es gilt für die verglichenen: gemessen, nicht blockiert, mit mindestens 50 Antworten desselben Endpunkts mit gleichem Ausgang an diesem UTC-Tag und den sechs davor, ohne diese Sitzung.',

  // ── taking out ──
  download: 'Herunterladen',
  downloadHint: 'Lädt die Anfragen unter den Filtern dieser Sitzung herunter',
  listDownloadHint: 'Lädt alle Sitzungen dieser Liste herunter, oder die zutreffenden Anfragen in ihnen',
  underFilters: 'Die Anfragen unter diesen Filtern',
  underListFilters: 'Die Sitzungen unter diesen Filtern',
  formats: {
    CSV: ['CSV', 'eine Tabelle für Tabellenprogramme'],
    JSON: ['JSON Lines', 'eine Anfrage je Zeile'],
    HAR: ['HAR 1.2', 'für Browser und Proxys'],
  },
  listFormats: {
    SESSIONS: ['Sitzungen', 'alle dieser Liste'],
    REQUESTS: ['Anfragen', 'alle zutreffenden'],
  },
  fileZone: 'Zeiten in der Datei sind in UTC.',
  withoutContent: 'Ohne Querys, Payloads, Header und Bodys: Sie dürfen sie nicht einsehen.',
  preparing: 'Wird vorbereitet …',
  downloadStarted: 'Der Download hat begonnen.',
  downloadAgain: (file) => `${file} herunterladen`,
  notItsOwn: 'Der Server hat eine Adresse genannt, die nicht seine eigene ist. Sie wurde nicht geöffnet.',
  refused: {
    NOT_FOUND: 'Diese Sitzung ist nicht mehr vorhanden.',
    FORBIDDEN: 'Sie dürfen das nicht herunterladen.',
    INVALID: 'Der Server hat diese Filter nicht angenommen.',
  },
  refusedOther: 'Der Server hat den Download abgelehnt.',
  copyCurl: 'Als cURL kopieren',
};
