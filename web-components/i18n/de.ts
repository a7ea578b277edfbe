import { attackTypesDe } from './attack-types.de.ts';
import { decisionsDe } from './decisions.de.ts';
import { detailDe } from './detail.de.ts';
import type { Terms } from './en.ts';
import { endpointParametersDe } from './endpoint-parameters.de.ts';
import { endpointsDe } from './endpoints.de.ts';
import { availabilityDe, exploreButtonDe } from './explore-button.de.ts';
import { filterBarDe } from './filter-bar.de.ts';
import { insightsDe } from './insights.de.ts';
import { judgementDe } from './judgement.de.ts';
import { liveDe } from './live.de.ts';
import type { PartTerms } from './part-terms.ts';
import { selectionDe } from './selection.de.ts';
import { startsDe } from './starts.de.ts';
import { timelineDe } from './timeline.de.ts';
import { unreadDe } from './unread.de.ts';

/** German words; en.ts says what each is. */
export const de: Terms & PartTerms = {
  filterBar: filterBarDe,
  detail: detailDe,
  endpoints: endpointsDe,
  starts: startsDe,
  live: liveDe,
  selection: selectionDe,
  timeline: timelineDe,
  endpointParameters: endpointParametersDe,
  unread: unreadDe,
  decisions: decisionsDe,
  judgement: judgementDe,

  // ── everywhere ──
  retry: 'Erneut versuchen',
  close: 'Schließen',
  copied: 'Kopiert',
  loading: 'Lädt …',
  noValue: 'kein Wert',
  yes: 'ja',
  no: 'nein',
  atLeast: availabilityDe.atLeast,
  partOf: (part, of) => `Teil ${part} von ${of}`,
  requestCount: ({ short, value }) => `${short} ${value === 1 ? 'Anfrage' : 'Anfragen'}`,
  time: 'Zeit',
  cancel: 'Abbrechen',
  failure: {
    away: 'Der Server wurde nicht erreicht. Es wird erneut versucht …',
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
    flow: insightsDe.flow,
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
    protocol: 'Protokoll',
    malicious: 'Bösartig',
    blocked: 'Anfrage blockiert',
    risk: insightsDe.risk,
    confirmed: insightsDe.confirmed,
    kind: insightsDe.kind,
    rogue: insightsDe.rogue,
    sensitive: insightsDe.sensitive,
    'time-taken': 'Dauer, ms',
    size: 'Größe, Bytes',
    deviation: 'Abweichung',
    parameter: 'Kontextparameter',
    agent: 'User-Agent',
    session: 'Sitzungsschlüssel',
    status: 'Status der Sitzung',
    requests: 'Anfragen der Sitzung',
    attacks: 'Angriffe der Sitzung',
    endpoints: 'Endpunkte der Sitzung',
    length: 'Sitzungsdauer, ms',
  },
  statuses: { blocked: 'gesperrt', 'not-blocked': 'nicht gesperrt' },
  deviations: { DURATION: 'langsam', SIZE: 'groß' },
  valueNames: {
    type: attackTypesDe,
    risk: insightsDe.riskLevels,
    confirmed: insightsDe.confirmations,
    kind: insightsDe.kinds,
    rogue: insightsDe.rogueKinds,
    sensitive: insightsDe.sensitiveKinds,
  },
  filterIs: (name, value) => `${name}: ${value}`,
  filterIsNot: (name, value) => `${name} ist nicht ${value}`,

  // ── pivots ──
  onlyThis: (value) => `Nur ${value}`,
  excludeThis: (value) => `${value} ausschließen`,
  allWithThis: (value) => `Alle Sitzungen mit ${value}`,
  allInNewTab: '… in neuem Tab',
  copyThis: (value) => `${value} kopieren`,

  // ── list ──
  sessions: availabilityDe.sessions,
  list: {
    label: 'Sitzungen',
    columns: {
      'last-seen': 'Letzte Aktivität',
      requests: 'Anfragen',
      attacks: 'Angriffe',
      matches: 'Treffer',
      users: 'Benutzer',
      ips: 'Quell-IPs',
      hosts: 'Hosts',
      flows: 'Geschäftsabläufe',
      endpoints: 'Häufigste Endpunkte',
      applications: 'Anwendungen',
      started: 'Beginn',
      duration: 'Dauer',
      'identified-by': 'Erkannt an',
      key: 'Sitzungsschlüssel',
      status: 'Status',
    },
    orders: {
      'last-seen': ['neueste zuerst', 'älteste zuerst'],
      started: ['spätester Beginn zuerst', 'frühester Beginn zuerst'],
      length: ['längste zuerst', 'kürzeste zuerst'],
      requests: ['meiste Anfragen zuerst', 'wenigste Anfragen zuerst'],
      attacks: ['meiste Angriffe zuerst', 'wenigste Angriffe zuerst'],
      risk: ['höchstes Risiko zuerst', 'niedrigstes Risiko zuerst'],
    },
    sortBy: 'Sortieren nach',
    chooseColumns: 'Spalten',
    defaultColumns: 'Übliche Spalten',
    refresh: 'Aktualisieren',
    previous: 'Vorige Seite',
    next: 'Nächste Seite',
    range: (from, to) => `${from}–${to}`,
    rangeOf: (from, to, total) => `${from}–${to} von ${total}`,
    counting: 'Zählt …',
    countUnavailable: 'Anzahl nicht verfügbar',
    notCounted: 'nicht weiter gezählt',
    newer: ({ short, value }) =>
      `${short} ${value === 1 ? 'neue oder geänderte Sitzung' : 'neue oder geänderte Sitzungen'}`,
    newerHint: 'Sitzungen, die neu sind oder neue Anfragen haben, seit diese Liste gelesen wurde: zeigt sie',
    shown: (sessions, order) => `${sessions}, ${order}`,
    more: (short) => `+${short} weitere`,
    inPeriod: (short) => `${short} im Zeitraum`,
    partDays: (day, days) => `UTC-Tag ${day}, einer von ${days}`,
    attacksTitle: (attacks, requests, blocked) =>
      `${attacks} Erkennungen; bösartige Anfragen: ${requests}, blockierte Anfragen: ${blocked}`,
    firstAndLast: (first, last) => `Erste: ${first}\nLetzte: ${last}`,
    keySources: {
      REQUEST_HEADER: 'Header',
      REQUEST_COOKIE: 'Cookie',
      REQUEST_QUERY: 'Query-Parameter',
      REQUEST_BODY: 'Anfragekörper',
      REQUEST_JWT: 'JWT-Claim',
      RESPONSE_HEADER: 'Antwort-Header',
      RESPONSE_BODY: 'Antwortkörper',
      CONNECTION: 'Verbindung',
    },
    nothingMatches: 'Keine Sitzung entspricht diesen Filtern.',
    nothingInPeriod: 'Keine Sitzungen in diesem Zeitraum.',
    nothingStored: 'Es sind noch keine Sitzungen gespeichert.',
    allTime: 'Gesamte Zeit',
    resetFilters: 'Filter zurücksetzen',
    copyFailed: 'Der Browser hat das Kopieren nicht erlaubt',
  },

  // ── explorer ──
  copyView: 'Link kopieren',
  copyViewHint: 'Kopiert einen Link auf diese Ansicht: Filter, Zeit, Sortierung und offene Sitzung',
  listWidth: 'Breite der Liste',
  listWidthHint: 'Ziehen teilt die Breite; Doppelklick oder Enter faltet die Liste weg und zurück',
  ignoredInLink: (parts) => `Nicht verstanden und ausgelassen: ${parts}`,

  // ── explore button ──
  exploreButton: exploreButtonDe,
  availability: availabilityDe,

  // ── plugins ──
  pluginUnavailable: 'nicht verfügbar',
  actionFailed: (name) => `„${name}“ hat nicht funktioniert.`,
};
