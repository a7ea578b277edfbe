import type { Terms } from './en.ts';

/** German words; en.ts says what each is. */
export const de: Terms = {
  // ── everywhere ──
  retry: 'Erneut versuchen',
  close: 'Schließen',
  copy: 'Kopieren',
  copied: 'Kopiert',
  loading: 'Lädt …',
  noValue: 'kein Wert',
  yes: 'ja',
  no: 'nein',
  atLeast: (short) => `${short}+`,
  failure: {
    network: 'Der Server wurde nicht erreicht.',
    auth: 'Bitte anmelden: Der Server hat diese Anfrage nicht angenommen.',
    input: 'Der Server hat diese Abfrage nicht angenommen.',
    server: 'Der Server konnte nicht antworten.',
  },

  // ── filters ──
  filterNames: {
    type: 'Angriffstyp',
    code: 'Antwortcode',
    method: 'Methode',
    ip: 'IP',
    flow: 'Geschäftsablauf',
    user: 'Benutzer',
    role: 'Rolle',
    request: 'Anfrage-ID',
    attack: 'Angriffs-ID',
    endpoint: 'Endpunkt',
    'endpoint-id': 'Endpunkt-ID',
    host: 'Host',
    application: 'Anwendung',
    country: 'Land',
    source: 'Quelle',
    malicious: 'Bösartig',
    blocked: 'Blockiert',
    risk: 'Endpunktrisiko',
    rogue: 'Unbekannter Endpunkt',
    sensitive: 'Sensible Daten',
    'time-taken': 'Dauer, ms',
    size: 'Größe, Bytes',
    parameter: 'Kontextparameter',
    session: 'Sitzungsschlüssel',
    requests: 'Anfragen der Sitzung',
    attacks: 'Angriffe der Sitzung',
    endpoints: 'Endpunkte der Sitzung',
    length: 'Sitzungsdauer, ms',
  },
  filterIs: (name, value) => `${name}: ${value}`,
  filterIsNot: (name, value) => `${name} ist nicht ${value}`,

  // ── pivots ──
  onlyThis: (value) => `Nur ${value}`,
  excludeThis: (value) => `${value} ausschließen`,
  copyThis: (value) => `${value} kopieren`,

  // ── list ──
  sessions: ({ short, value }) => `${short} ${value === 1 ? 'Sitzung' : 'Sitzungen'}`,
};
