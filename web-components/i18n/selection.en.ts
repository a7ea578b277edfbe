import type { SessionsErrorCode } from '../data/documents.generated.ts';

type Count = { readonly short: string; readonly value: number };
const sessions = ({ short, value }: Count): string => `${short} ${value === 1 ? 'session' : 'sessions'}`;

/** English words of sessions that are selected in a list. `short` is a number as it is written, `value` decides the plural. */
export const selectionEn = {
  region: 'Selection',
  select: (lastSeen: string): string => `Select the session last active ${lastSeen}`,
  selectPage: 'Select all on this page',
  selectHint: 'Shift selects up to here; the space bar selects a row',
  selected: ({ short }: Count): string => `${short} selected`,
  notHere: (short: string): string => `${short} not on this page`,
  all: (short: string): string => `All ${short} that match`,
  allHint: 'Selects the sessions that the list has now; those that come later are not among them',
  tooMany: (short: string): string => `At most ${short} at once: narrow the filters to select all that match`,
  cleared: 'The filters have changed: nothing is selected any more',
  block: 'Block',
  unblock: 'Unblock',
  download: 'Download',
  clear: 'Clear',
  dismiss: 'Dismiss',
  undo: 'Undo',
  working: 'One moment …',
  cancel: 'Cancel',
  again: 'Try again',
  /** Above what can be taken out. */
  downloadOf: (count: Count): string => `Selected: ${sessions(count)}`,

  // ── before ──
  title: {
    BLOCK: (count: Count) => `Block ${sessions(count)}`,
    UNBLOCK: (count: Count) => `Unblock ${sessions(count)}`,
  },
  lead: {
    BLOCK: 'Requests with the keys of these sessions are to be kept out, those of other days and later ones too.',
    UNBLOCK: 'Requests with the keys of these sessions are let in again.',
  },
  confirm: {
    BLOCK: (count: Count) => `Block ${sessions(count)}`,
    UNBLOCK: (count: Count) => `Unblock ${sessions(count)}`,
  },
  reason: 'Reason',
  reasonHint: 'For those who come later; it stands at each of them.',
  until: 'For how long',
  periods: { hour: '1 hour', day: '1 day', week: '7 days', ever: 'without end' },
  applications: 'Applications (optional)',
  applicationsHint: 'Separated by commas; empty: all.',
  impact: 'What it is about',
  impactOf: 'Of all requests that are kept',
  impactLoading: 'Counting …',
  impactUnknown: 'Not known: the server could not say. You can go on without knowing.',
  impactAtLeast: 'Counting stopped early: each number is at least this.',
  toChange: 'Selected, to be changed',
  requests: 'Requests',
  benign: (short: string): string => `${short} benign`,
  users: 'Users',
  addresses: 'Addresses',
  others: ({ short, value }: Count): string =>
    value === 1
      ? 'One more session has one of these keys and is hit too, though it is not selected.'
      : `${short} more sessions have these keys and are hit too, though they are not selected.`,
  nothing: 'None of them would be changed.',
  exceptions: {
    UNCHANGED: {
      BLOCK: ({ short, value }: Count) =>
        `${short} ${value === 1 ? 'is' : 'are'} blocked already, and will stay as before`,
      UNBLOCK: ({ short, value }: Count) => `${short} ${value === 1 ? 'is' : 'are'} not blocked`,
    },
    REFUSED: ({ short }: Count) => `${short} cannot be changed`,
  },
  more: (short: string): string => `and ${short} more`,

  // ── afterwards ──
  done: {
    BLOCK: (count: Count) => `${sessions(count)} blocked.`,
    UNBLOCK: (count: Count) => `${sessions(count)} unblocked.`,
    UNDO: (count: Count) => `Taken back for ${sessions(count)}.`,
  },
  unchanged: ({ short, value }: Count): string => `${short} ${value === 1 ? 'was' : 'were'} so already.`,
  refused: ({ short, value }: Count): string => `${short} ${value === 1 ? 'was' : 'were'} refused.`,
  codes: {
    NOT_FOUND: 'It is not kept any more.',
    FORBIDDEN: 'You may not do this.',
    INVALID: 'This cannot be meant:',
    CONFLICT: 'What is there already speaks against it:',
    NOT_SUPPORTED: 'This cannot be done:',
    UNAVAILABLE: 'What is needed for it does not answer now.',
  } satisfies Record<SessionsErrorCode, string>,
};

export type SelectionTerms = typeof selectionEn;
