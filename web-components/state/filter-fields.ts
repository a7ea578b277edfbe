import type { SessionDimension, SessionFilter, SessionRequestFilter } from '../data/documents.generated.ts';
import type { FilterField, FilterValue } from './filter.type.ts';
import {
  anything,
  codes,
  isCode,
  isIp,
  isRange,
  isWholeRange,
  oneOf,
  parameter,
  parseRange,
  strings,
} from './filter-values.ts';

type Values = readonly FilterValue[];

// What rows have in common.
const request = { of: 'request', excludable: true, accepts: anything } as const;
const listed = { ...request, kind: 'values' } as const;
const listedOrNone = { ...listed, nullable: true } as const;
/** Any of the values that the server lists, asked for by the field of this name. There may be none but the choices. */
const listedAs = <Field extends keyof SessionRequestFilter>(
  name: string,
  dimension: SessionDimension,
  field: Field,
  ...choices: string[]
) => ({
  ...listedOrNone,
  ...(choices[0] && oneOf(...choices)),
  name,
  dimension,
  toFilter: (values: Values) => ({ [field]: values }) as unknown as Pick<SessionRequestFilter, Field>,
});
const measured = { of: 'request', excludable: false, kind: 'range', accepts: isRange } as const;
const session = { of: 'session', excludable: false } as const;
const counted = { ...session, kind: 'range', accepts: isWholeRange } as const;
const flag = (yes: string, no: string) => ({ kind: 'flag', excludable: false, ...oneOf(yes, no) }) as const;

/**
 * The table of the general filters, by the names that links use, in the order in which menus and links have them. A row is
 * all that links, menus, pills, pivots and questions know of a filter, and its English name; a translation has the names
 * of all of them by type. Every field of the schema's inputs is made by a row or stands in {@link NoRow} with the reason.
 */
export const FILTER_FIELDS = {
  type: { ...listedAs('Attack type', 'ATTACK_TYPE', 'attackTypes'), nullable: false, pinned: true },
  code: {
    ...listedOrNone,
    name: 'Response code',
    pinned: true,
    dimension: 'STATUS',
    open: true,
    accepts: isCode,
    toFilter: codes,
  },
  method: { ...listedAs('Method', 'METHOD', 'methods'), nullable: false, pinned: true },
  ip: { ...listedAs('IP', 'IP', 'ips'), pinned: true, open: true, cut: true, accepts: isIp },
  flow: { ...listedAs('Business flow', 'BUSINESS_FLOW', 'businessFlows'), pinned: true },
  user: {
    ...listedOrNone,
    of: 'session',
    name: 'User',
    pinned: true,
    dimension: 'USER',
    toFilter: (anyOf: Values) => ({ users: { anyOf } }),
  },
  role: {
    ...listedOrNone,
    of: 'session',
    name: 'Role',
    pinned: true,
    dimension: 'ROLE',
    toFilter: (anyOf: Values) => ({ roles: { anyOf } }),
  },
  request: {
    ...request,
    name: 'Request ID',
    kind: 'typed',
    toFilter: (values: Values) => ({ ids: strings(values) }),
  },
  attack: {
    ...request,
    name: 'Attack ID',
    kind: 'typed',
    toFilter: (values: Values) => ({ attackIds: strings(values) }),
  },
  endpoint: {
    ...request,
    name: 'Endpoint',
    kind: 'search',
    accepts: (text: string) => anything(text) && text.trim() !== '',
    toFilter: ([endpoint]: Values) => ({ endpoint }),
  },
  'endpoint-id': { ...listedAs('Endpoint ID', 'ENDPOINT', 'endpointIds'), nullable: false, cut: true },
  host: { ...listedAs('Host', 'HOST', 'hosts'), cut: true },
  application: listedAs('Application', 'APPLICATION', 'applications'),
  country: listedAs('Country', 'COUNTRY', 'countries'),
  source: listedAs('Source', 'SOURCE_TAG', 'sourceTags'),
  protocol: listedAs('Protocol', 'PROTOCOL', 'protocols'),
  malicious: {
    ...request,
    ...flag('yes', 'no'),
    name: 'Malicious',
    toFilter: ([value]: Values) => ({ malicious: value === 'yes' }),
  },
  blocked: {
    ...request,
    ...flag('yes', 'no'),
    name: 'Request blocked',
    toFilter: ([value]: Values) => ({ blocked: value === 'yes' }),
  },
  risk: listedAs('Endpoint risk', 'ENDPOINT_RISK_LEVEL', 'endpointRiskLevels', 'LOW', 'MEDIUM', 'HIGH'),
  confirmed: {
    ...listedAs('Confirmed', 'ENDPOINT_CONFIRMATION', 'endpointConfirmations', 'CONFIRMED', 'UNCONFIRMED'),
    nullable: false,
  },
  kind: listedAs('Endpoint kind', 'ENDPOINT_KIND', 'endpointKinds', 'API', 'PAGE', 'STATIC'),
  rogue: listedAs('Rogue endpoint', 'ROGUE', 'rogue', 'SHADOW', 'ZOMBIE', 'ORPHAN'),
  sensitive: listedAs(
    'Sensitive data',
    'SENSITIVE_DATA',
    'sensitiveData',
    ...['PII', 'CREDENTIALS', 'FINANCIAL', 'MEDICAL', 'TECHNICAL'],
  ),
  'time-taken': {
    ...measured,
    name: 'Time taken, ms',
    toFilter: ([value]: Values) => ({ durationMs: parseRange(value!) }),
  },
  size: { ...measured, name: 'Size, bytes', toFilter: ([value]: Values) => ({ sizeBytes: parseRange(value!) }) },
  deviation: { ...listedAs('Deviation', 'DEVIATION', 'deviations', 'DURATION', 'SIZE'), nullable: false },
  parameter: {
    ...request,
    name: 'Context parameter',
    kind: 'search',
    accepts: (text: string) => anything(text) && !text.startsWith('='),
    toFilter: ([value]: Values) => ({ parameter: parameter(value!) }),
  },
  agent: {
    ...request,
    name: 'User agent',
    kind: 'search',
    accepts: (text: string) => anything(text) && text.trim() !== '',
    toFilter: ([contains]: Values) => ({ userAgent: { contains } }),
  },
  session: {
    ...session,
    name: 'Session key',
    kind: 'typed',
    cut: true,
    accepts: anything,
    toFilter: (values: Values) => ({ keys: strings(values) }),
  },
  status: {
    ...session,
    ...flag('blocked', 'not-blocked'),
    name: 'Session status',
    toFilter: ([value]: Values) => ({ blocked: value === 'blocked' }),
  },
  requests: {
    ...counted,
    name: 'Requests in session',
    toFilter: ([value]: Values) => ({ requestCount: parseRange(value!) }),
  },
  attacks: {
    ...counted,
    name: 'Attacks in session',
    toFilter: ([value]: Values) => ({ attackCount: parseRange(value!) }),
  },
  endpoints: {
    ...counted,
    name: 'Endpoints in session',
    toFilter: ([value]: Values) => ({ endpointCount: parseRange(value!) }),
  },
  length: {
    ...counted,
    name: 'Session duration, ms',
    accepts: isRange,
    toFilter: ([value]: Values) => ({ durationMs: parseRange(value!) }),
  },
} as const satisfies Record<string, FilterField>;

type Fields = typeof FILTER_FIELDS;

/** The general filters, by the names that links use. */
export type FilterId = keyof Fields;

export interface FilterDefinition extends FilterField {
  readonly id: FilterId;
}

/** All of them, in the order of the table. */
export const FILTERS: readonly FilterDefinition[] = Object.entries(FILTER_FIELDS).map(([id, field]) => ({
  ...field,
  id: id as FilterId,
}));

/** Undefined: no filter has this name. */
export const findFilter = (id: string): FilterDefinition | undefined => FILTERS.find((one) => one.id === id);

export const filterOf = (id: FilterId): FilterDefinition => findFilter(id)!;

/** Holds one value at most. */
export const isSingle = ({ kind }: FilterDefinition): boolean =>
  kind === 'search' || kind === 'flag' || kind === 'range';

/** What each of them is called, in English. */
export const FILTER_NAMES = Object.fromEntries(FILTERS.map(({ id, name }) => [id, name])) as Record<FilterId, string>;

/** Fields of the inputs that are no filter of the bar, and why. */
interface NoRow {
  request: {
    users: 'the row "user" makes it, inside a session';
    roles: 'the row "role" makes it, inside a session';
    anyOf: 'where.ts makes it of conditions that different requests may meet';
    not: 'where.ts makes it of the values to leave out';
    inSequence: 'where.ts makes it of the groups of a view';
    includeFalsePositives: 'what people have judged to be no attack counts nowhere in the elements';
  };
  session: {
    ids: 'a part of a session is opened, not filtered by';
    riskScore: 'the list is ordered by it';
    riskLevels: 'the list is ordered by it';
    requests: 'where.ts makes it of the rows of requests';
    noRequests: 'where.ts makes it of the values to leave out';
    sequence: 'where.ts makes it of the groups of a view';
  };
}

/** The fields that the rows of requests, or those of sessions, make. */
type Made<Of extends FilterField['of']> = {
  [Id in FilterId]: Fields[Id]['of'] extends Of ? keyof ReturnType<Fields[Id]['toFilter']> : never;
}[FilterId];

// Complete by type: a field of an input is made by a row, or has a reason not to be, and nothing else has one.
({}) satisfies Record<
  | Exclude<keyof SessionRequestFilter, Made<'request'> | keyof NoRow['request']>
  | Exclude<keyof SessionFilter, Made<'session'> | keyof NoRow['session']>
  | Exclude<keyof NoRow['request'], Exclude<keyof SessionRequestFilter, Made<'request'>>>
  | Exclude<keyof NoRow['session'], Exclude<keyof SessionFilter, Made<'session'>>>,
  never
>;
