import type { SelectionTerms } from './selection.en.ts';

type Count = { readonly short: string; readonly value: number };
const sessions = ({ short, value }: Count): string => `${short} ${value === 1 ? 'Sitzung' : 'Sitzungen'}`;

/** German words; selection.en.ts says what each is. */
export const selectionDe: SelectionTerms = {
  region: 'Auswahl',
  select: (lastSeen) => `Sitzung auswählen, zuletzt aktiv ${lastSeen}`,
  selectPage: 'Alle auf dieser Seite auswählen',
  selectHint: 'Umschalt wählt bis hierher aus; die Leertaste wählt eine Zeile aus',
  selected: ({ short }) => `${short} ausgewählt`,
  notHere: (short) => `${short} nicht auf dieser Seite`,
  all: (short) => `Alle ${short} passenden`,
  allHint: 'Wählt die Sitzungen aus, die die Liste jetzt hat; spätere sind nicht darunter',
  tooMany: (short) => `Höchstens ${short} auf einmal: engere Filter, um alle passenden auszuwählen`,
  cleared: 'Die Filter haben sich geändert: nichts ist mehr ausgewählt',
  block: 'Sperren',
  unblock: 'Entsperren',
  download: 'Herunterladen',
  clear: 'Aufheben',
  dismiss: 'Verwerfen',
  undo: 'Rückgängig machen',
  working: 'Einen Moment …',
  cancel: 'Abbrechen',
  again: 'Erneut versuchen',
  downloadOf: (count) => `Ausgewählt: ${sessions(count)}`,

  title: { BLOCK: (count) => `${sessions(count)} sperren`, UNBLOCK: (count) => `${sessions(count)} entsperren` },
  lead: {
    BLOCK:
      'Anfragen mit den Schlüsseln dieser Sitzungen sollen nicht mehr durchkommen, auch die anderer Tage und spätere.',
    UNBLOCK: 'Anfragen mit den Schlüsseln dieser Sitzungen kommen wieder durch.',
  },
  confirm: { BLOCK: (count) => `${sessions(count)} sperren`, UNBLOCK: (count) => `${sessions(count)} entsperren` },
  reason: 'Grund',
  reasonHint: 'Für alle, die später kommen; er steht bei jeder von ihnen.',
  until: 'Wie lange',
  periods: { hour: '1 Stunde', day: '1 Tag', week: '7 Tage', ever: 'ohne Ende' },
  applications: 'Anwendungen (freiwillig)',
  applicationsHint: 'Durch Kommas getrennt; leer: alle.',
  impact: 'Worum es geht',
  impactOf: 'Von allen Anfragen, die aufbewahrt sind',
  impactLoading: 'Wird gezählt …',
  impactUnknown: 'Nicht bekannt: der Server konnte es nicht sagen. Es geht auch, ohne es zu wissen.',
  impactAtLeast: 'Das Zählen endete früh: jede Zahl ist mindestens so groß.',
  toChange: 'Ausgewählt, werden geändert',
  requests: 'Anfragen',
  benign: (short) => `${short} gutartig`,
  users: 'Benutzer',
  addresses: 'Adressen',
  others: ({ short, value }) =>
    value === 1
      ? 'Eine weitere Sitzung hat einen dieser Schlüssel und ist mit betroffen, obwohl sie nicht ausgewählt ist.'
      : `${short} weitere Sitzungen haben diese Schlüssel und sind mit betroffen, obwohl sie nicht ausgewählt sind.`,
  nothing: 'Keine von ihnen würde geändert.',
  exceptions: {
    UNCHANGED: {
      BLOCK: ({ short, value }) =>
        `${short} ${value === 1 ? 'ist' : 'sind'} schon gesperrt und ${value === 1 ? 'bleibt' : 'bleiben'}, wie sie ${value === 1 ? 'ist' : 'sind'}`,
      UNBLOCK: ({ short, value }) => `${short} ${value === 1 ? 'ist' : 'sind'} nicht gesperrt`,
    },
    REFUSED: ({ short, value }) => `${short} ${value === 1 ? 'kann' : 'können'} nicht geändert werden`,
  },
  more: (short) => `und ${short} weitere`,

  done: {
    BLOCK: (count) => `${sessions(count)} gesperrt.`,
    UNBLOCK: (count) => `${sessions(count)} entsperrt.`,
    UNDO: (count) => `Für ${sessions(count)} rückgängig gemacht.`,
  },
  unchanged: ({ short, value }) => `${short} ${value === 1 ? 'war' : 'waren'} schon so.`,
  refused: ({ short, value }) => `${short} ${value === 1 ? 'wurde' : 'wurden'} abgelehnt.`,
  codes: {
    NOT_FOUND: 'Sie ist nicht mehr aufbewahrt.',
    FORBIDDEN: 'Das ist Ihnen nicht erlaubt.',
    INVALID: 'Das kann nicht gemeint sein:',
    CONFLICT: 'Was schon da ist, spricht dagegen:',
    NOT_SUPPORTED: 'Das geht nicht:',
    UNAVAILABLE: 'Was dafür gebraucht wird, antwortet gerade nicht.',
  },
};
