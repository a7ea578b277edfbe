import type {
  SessionMeasure,
  SessionRuleKind,
  SessionStanding,
  SessionsErrorCode,
  SessionVerdict,
} from '../../data/documents.generated.ts';
import type { Rule } from './made-rule.ts';

/** English words of the actions. `short` is a number as it is written, `value` decides the plural. */
export const wordsEn = {
  mark: 'Mark as false positive',
  unmark: 'Unmark',
  notMarkable: 'Not an attack?',
  createRule: 'Create rule',
  deleteRule: 'Delete rule',
  block: 'Block session',
  unblock: 'Unblock session',
  judge: 'Was the detector right?',
  cancel: 'Cancel',
  close: 'Close',

  // ── what an action does ──
  markLead: ({ type, endpoint, parameter }: { type: string; endpoint: string; parameter: string | null }) =>
    `“${type}” stops counting as an attack here. Every later detection of it ${parameter === null ? 'without a parameter' : `in ${parameter}`} at ${endpoint} is imported as a false positive; other requests that are stored stay as they are.`,
  unmarkLead: (type: string) =>
    `“${type}” counts as an attack again, here and in every request that the same mark silenced when it was imported. Marking again silences this one and later ones, not those in between.`,
  notMarkableLead: (type: string) => `“${type}” cannot be marked as false positive.`,
  notMarkableReason: 'It was not found in the input of a single request, so there is no input to let pass.',
  insteadRule: 'Create a rule of the kind “Ignore attack type”, or make an exception in the detector.',
  ruleLead: 'The rule is handed to the system that enforces rules. It changes nothing that is stored.',
  deleteRuleLead: (rule: string) => `“${rule}” is no longer enforced. What it has done stays done.`,
  blockLead: 'Requests with the key of this session are to be kept out, those of other days and later ones too.',
  unblockLead: 'Requests with the key of this session are let in again.',

  judgeLead: (type: string) =>
    `Say whether “${type}” was rightly called an attack, over all its sessions. Nothing stops counting by that: the system that owns attacks is told, and decides.`,

  // ── forms ──
  reason: 'Reason',
  optional: 'optional',
  reasonHint: 'For those who come later.',
  until: 'For how long',
  periods: { hour: '1 hour', day: '1 day', week: '7 days', ever: 'without end' },
  applications: 'Applications',
  applicationsHint: 'Separated by commas; empty: all.',
  applicationsSeen: (names: string) => `Separated by commas; empty: all. Seen here: ${names}`,
  kind: 'What it does',
  kinds: {
    VIRTUAL_PATCH: 'Virtual patch: blocks the attack',
    IGNORE_ATTACK_TYPE: 'Ignore attack type: detects it no more',
    FILTRATION_MODE: 'Set filtration mode',
    RATE_LIMIT: 'Limit requests',
    MASK_DATA: 'Mask sensitive data',
  } satisfies Record<SessionRuleKind, string>,
  kindNames: {
    VIRTUAL_PATCH: 'Virtual patch',
    IGNORE_ATTACK_TYPE: 'Ignore attack type',
    FILTRATION_MODE: 'Filtration mode',
    RATE_LIMIT: 'Rate limit',
    MASK_DATA: 'Masked data',
  } satisfies Record<SessionRuleKind, string>,
  appliesTo: 'Applies to',
  emptyIsAny: 'An empty field means any.',
  host: 'Host',
  path: 'Path',
  method: 'Method',
  attackType: 'Attack type',
  anyType: 'any',
  parameter: 'Found in',
  mode: 'Mode',
  modes: { off: 'off', monitoring: 'monitoring: requests pass', block: 'block' },
  limit: 'Limit',
  limitHint: 'A number per s, min or h: 100/min, or 10/s burst 20',
  masked: 'Parameter',
  maskedHint: 'A name; * stands for any text: card_*',

  // ── rules ──
  rules: 'Rules made from this request',
  states: { PENDING: 'waiting', ACTIVE: 'active', FAILED: 'failed', DELETED: 'deleted' } satisfies Record<
    Rule['state'],
    string
  >,
  stateHints: {
    PENDING: 'The system that enforces rules has not answered yet',
    ACTIVE: 'It is enforced',
    FAILED: 'The system that enforces rules refused it',
    DELETED: 'Somebody deleted it',
  } satisfies Record<Rule['state'], string>,
  everything: 'everything',
  madeBy: (who: string, when: string) => `by ${who}, ${when}`,

  // ── was the detector right? ──
  verdict: 'Verdict',
  keepVerdict: 'Keep this verdict',
  sessionCount: ({ short, value }: { short: string; value: number }) =>
    `${short} ${value === 1 ? 'session' : 'sessions'}`,
  verdicts: {
    AGREE: ['It was an attack', 'right'],
    DISAGREE: ['It was none', 'wrong'],
    UNSURE: ['I cannot say', 'unsure'],
  } as Record<SessionVerdict, readonly [long: string, short: string]>,
  saidBy: (who: string, when: string) => `${who}, ${when}`,
  evidence: 'What its sessions do',
  evidenceOf: (own: string, others: string, days: string) =>
    `Its ${own}, beside ${others} of other keys on the same days (${days}): the middle one, and where eight of ten are.`,
  evidenceSampled: 'Not all of them were measured: these are 500 of each at most, or the first 2,000 requests of each.',
  evidenceFew: 'Fewer than 20 other sessions: nothing says what is usual.',
  evidenceUnknown: 'The server could not say what its sessions do. You can judge without knowing.',
  ofAttack: 'This attack',
  ofOthers: 'Others',
  measures: {
    RATE: ['Requests a minute', 'Over the whole length of a session'],
    REGULARITY: ['Irregularity of intervals', 'Their standard deviation in means: 0 like a clock, about 1 by chance'],
    ENDPOINTS: ['Endpoints', 'Distinct ones of a session'],
    AGENTS: ['User agents', 'Distinct ones of a session'],
    ADDRESSES: ['Addresses', 'Distinct ones of a session'],
    KEYS: ['Keys of an address', 'Session keys that the busiest address of a session has on these days'],
    ONLY_READS: ['Only read', 'Sessions with nothing but GET, HEAD and OPTIONS'],
  } satisfies Record<SessionMeasure, readonly [string, string]>,
  standings: { ABOVE: 'more than usual', BELOW: 'less than usual', WITHIN: 'usual' } satisfies Record<
    SessionStanding,
    string
  >,

  // ── impact ──
  impact: 'What it is about',
  impactOf: 'Of all requests that are kept',
  impactLoading: 'Counting …',
  impactUnknown: 'Not known: the server could not say. You can go on without knowing.',
  impactAtLeast: 'Counting stopped early: each number is at least this.',
  impactNone: 'No stored request matches.',
  again: 'Try again',
  requests: 'Requests',
  sessions: 'Sessions',
  users: 'Users',
  roles: 'Roles',
  flows: 'Business flows',
  willCountAgain: ({ short, value }: { short: string; value: number }) =>
    `${short} ${value === 1 ? 'request counts' : 'requests count'} again`,
  malicious: (short: string) => `${short} malicious`,
  benign: (short: string) => `${short} benign`,
  samples: ({ short, value }: { short: string; value: number }) =>
    value === 1 ? 'The newest request' : `The newest ${short} requests`,
  withAttack: 'malicious',
  withoutAttack: 'benign',
  noResponse: 'no response',

  // ── what came of it ──
  working: 'One moment …',
  done: {
    'mark-false-positive': 'Marked as false positive.',
    'unmark-false-positive': 'It counts as an attack again.',
    'create-rule': 'The rule is made, and waits for the system that enforces it.',
    'delete-rule': 'The rule is deleted.',
    'block-session': 'The session is blocked.',
    'unblock-session': 'The session is no longer blocked.',
    'judge-attack': 'The verdict is kept, and handed on.',
    'withdraw-verdict': 'The verdict is taken back.',
  },
  countAgain: (short: string) => `It counts as an attack again, in ${short} requests.`,
  undo: 'Undo',
  markAgain: 'Mark this one again',
  markAgainHint: 'Marking again silences this one and later ones.',
  undone: (said: string) => `Undone. ${said}`,
  lost: {
    network: 'The server was not reached, so it is not known whether this was done. Try again: nothing is done twice.',
    auth: 'Nothing was done: the server wants you to sign in first.',
    server: 'The server could not answer, so it is not known whether this was done. Try again: nothing is done twice.',
  },
  refused: {
    NOT_FOUND: 'It is not kept any more. Close this, and read the page anew.',
    FORBIDDEN: 'You may not do this. Ask whoever runs this server.',
    INVALID: 'A value cannot be meant. Correct it, and try again.',
    CONFLICT: 'What is there already speaks against it.',
    NOT_SUPPORTED: 'This cannot be done with things of this kind.',
    UNAVAILABLE: 'What is needed for it does not answer now. Try again later.',
  } satisfies Record<SessionsErrorCode, string>,
  instead: 'Instead:',
};

export type ActionWords = typeof wordsEn;
