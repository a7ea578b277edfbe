import type { ActionWords } from './words.en.ts';

/** German words; words.en.ts says what each is. */
export const wordsDe: ActionWords = {
  mark: 'Als Fehlalarm markieren',
  unmark: 'Markierung aufheben',
  notMarkable: 'Kein Angriff?',
  createRule: 'Regel anlegen',
  deleteRule: 'Regel löschen',
  block: 'Sitzung sperren',
  unblock: 'Sperre aufheben',
  cancel: 'Abbrechen',
  close: 'Schließen',

  // ── what an action does ──
  markLead: ({ type, endpoint, parameter }) =>
    `„${type}“ zählt hier nicht mehr als Angriff. Jeder spätere Fund dieses Typs ${parameter === null ? 'ohne Parameter' : `in ${parameter}`} bei ${endpoint} wird als Fehlalarm importiert; andere gespeicherte Anfragen bleiben, wie sie sind.`,
  unmarkLead: (type) =>
    `„${type}“ zählt wieder als Angriff, hier und in jeder Anfrage, die wegen derselben Markierung als Fehlalarm importiert wurde. Erneut zu markieren betrifft diese Anfrage und spätere, nicht die dazwischen.`,
  notMarkableLead: (type) => `„${type}“ lässt sich nicht als Fehlalarm markieren.`,
  notMarkableReason:
    'Der Angriff wurde nicht in der Eingabe einer einzelnen Anfrage gefunden; es gibt also keine Eingabe, die durchgelassen werden könnte.',
  insteadRule: 'Legen Sie eine Regel der Art „Angriffstyp ignorieren“ an, oder eine Ausnahme im Detektor.',
  ruleLead: 'Die Regel geht an das System, das Regeln durchsetzt. Sie ändert nichts an dem, was gespeichert ist.',
  deleteRuleLead: (rule) => `„${rule}“ wird nicht mehr durchgesetzt. Was sie bewirkt hat, bleibt.`,
  blockLead: 'Anfragen mit dem Schlüssel dieser Sitzung sollen abgewiesen werden, auch die anderer Tage und spätere.',
  unblockLead: 'Anfragen mit dem Schlüssel dieser Sitzung werden wieder zugelassen.',

  // ── forms ──
  reason: 'Begründung',
  optional: 'freiwillig',
  reasonHint: 'Für alle, die später darauf stoßen.',
  until: 'Wie lange',
  periods: { hour: '1 Stunde', day: '1 Tag', week: '7 Tage', ever: 'unbefristet' },
  applications: 'Anwendungen',
  applicationsHint: 'Durch Kommas getrennt; leer: alle.',
  applicationsSeen: (names) => `Durch Kommas getrennt; leer: alle. Hier vorgekommen: ${names}`,
  kind: 'Was sie tut',
  kinds: {
    VIRTUAL_PATCH: 'Virtueller Patch: Angriff blockieren',
    IGNORE_ATTACK_TYPE: 'Angriffstyp ignorieren',
    FILTRATION_MODE: 'Filtermodus setzen',
    RATE_LIMIT: 'Anfragen begrenzen',
    MASK_DATA: 'Sensible Daten maskieren',
  },
  kindNames: {
    VIRTUAL_PATCH: 'Virtueller Patch',
    IGNORE_ATTACK_TYPE: 'Angriffstyp ignorieren',
    FILTRATION_MODE: 'Filtermodus',
    RATE_LIMIT: 'Begrenzung',
    MASK_DATA: 'Maskierte Daten',
  },
  appliesTo: 'Gilt für',
  emptyIsAny: 'Ein leeres Feld bedeutet: beliebig.',
  host: 'Host',
  path: 'Pfad',
  method: 'Methode',
  attackType: 'Angriffstyp',
  anyType: 'beliebig',
  parameter: 'Gefunden in',
  mode: 'Modus',
  modes: { off: 'aus', monitoring: 'beobachten: Anfragen gehen durch', block: 'blockieren' },
  limit: 'Grenze',
  limitHint: 'Eine Zahl pro s, min oder h: 100/min, oder 10/s burst 20',
  masked: 'Parameter',
  maskedHint: 'Ein Name; * steht für beliebigen Text: card_*',

  // ── rules ──
  rules: 'Regeln zu dieser Anfrage',
  states: { PENDING: 'wartet', ACTIVE: 'aktiv', FAILED: 'gescheitert', DELETED: 'gelöscht' },
  stateHints: {
    PENDING: 'Das System, das Regeln durchsetzt, hat noch nicht geantwortet',
    ACTIVE: 'Sie wird durchgesetzt',
    FAILED: 'Das System, das Regeln durchsetzt, hat sie abgelehnt',
    DELETED: 'Jemand hat sie gelöscht',
  },
  everything: 'alles',
  madeBy: (who, when) => `von ${who}, ${when}`,

  // ── impact ──
  impact: 'Worum es geht',
  impactOf: 'Von allen vorhandenen Anfragen',
  impactLoading: 'Wird gezählt …',
  impactUnknown: 'Nicht bekannt: Der Server konnte es nicht sagen. Sie können trotzdem fortfahren.',
  impactAtLeast: 'Das Zählen wurde vorzeitig beendet: Jede Zahl ist ein Mindestwert.',
  impactNone: 'Keine gespeicherte Anfrage passt.',
  again: 'Erneut versuchen',
  requests: 'Anfragen',
  sessions: 'Sitzungen',
  users: 'Benutzer',
  roles: 'Rollen',
  flows: 'Geschäftsabläufe',
  willCountAgain: ({ short, value }) => `${short} ${value === 1 ? 'Anfrage zählt' : 'Anfragen zählen'} wieder`,
  malicious: (short) => `${short} bösartig`,
  benign: (short) => `${short} gutartig`,
  samples: ({ short, value }) => (value === 1 ? 'Die neueste Anfrage' : `Die neuesten ${short} Anfragen`),
  withAttack: 'bösartig',
  withoutAttack: 'gutartig',
  noResponse: 'keine Antwort',

  // ── what came of it ──
  working: 'Einen Moment …',
  done: {
    'mark-false-positive': 'Als Fehlalarm markiert.',
    'unmark-false-positive': 'Zählt wieder als Angriff.',
    'create-rule': 'Die Regel ist angelegt und wartet auf das System, das sie durchsetzt.',
    'delete-rule': 'Die Regel ist gelöscht.',
    'block-session': 'Die Sitzung ist gesperrt.',
    'unblock-session': 'Die Sitzung ist nicht mehr gesperrt.',
  },
  countAgain: (short) => `Zählt wieder als Angriff, in ${short} Anfragen.`,
  undo: 'Rückgängig machen',
  markAgain: 'Diese erneut markieren',
  markAgainHint: 'Erneut zu markieren betrifft diese Anfrage und spätere.',
  undone: (said) => `Rückgängig gemacht. ${said}`,
  lost: {
    network:
      'Der Server wurde nicht erreicht; ob es geschehen ist, ist nicht bekannt. Versuchen Sie es erneut: Nichts geschieht doppelt.',
    auth: 'Nichts ist geschehen: Der Server verlangt zuerst eine Anmeldung.',
    server:
      'Der Server konnte nicht antworten; ob es geschehen ist, ist nicht bekannt. Versuchen Sie es erneut: Nichts geschieht doppelt.',
  },
  refused: {
    NOT_FOUND: 'Es ist nicht mehr vorhanden. Schließen Sie dies, und laden Sie die Seite neu.',
    FORBIDDEN: 'Sie dürfen das nicht. Fragen Sie, wer diesen Server betreibt.',
    INVALID: 'Ein Wert kann so nicht gemeint sein. Ändern Sie ihn, und versuchen Sie es erneut.',
    CONFLICT: 'Was schon da ist, spricht dagegen.',
    NOT_SUPPORTED: 'Das geht mit Dingen dieser Art nicht.',
    UNAVAILABLE: 'Was dafür nötig ist, antwortet gerade nicht. Versuchen Sie es später erneut.',
  },
  instead: 'Stattdessen:',
};
