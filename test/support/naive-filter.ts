import type {
  Period,
  Range,
  RequestFilter,
  SequenceStep,
  SessionFilter,
  StringMatch,
} from '../../subgraph/filters/filter.type.ts';
import type { PlainValues } from '../../subgraph/filters/request-fields.ts';
import { membersOf } from './naive-sequence.ts';
import { ofSamples, sampleValuesOf } from './plain-fields.ts';

// What filters mean, over plain objects and as plainly as possible: the tests compare the SQL of filters/ with this.
// It follows docs/semantics.md and the descriptions of the schema, and shares no code with the server.

export interface NaiveRequest extends PlainValues {
  id: string;
  /** Order of arrival. */
  seq: number;
  time: Date;
  path: string;
  template: string;
  endpointId: string;
  status: number | null;
  durationMs: number | null;
  sizeBytes: number | null;
  /** By what it stands out: DURATION, SIZE. */
  deviations: string[];
  ip: string | null;
  /** Facts of its endpoint. */
  businessFlows: string[];
  riskLevel: string | null;
  confirmed: boolean;
  kind: string | null;
  /** Media type of its answer. */
  mediaType: string | null;
  sensitiveData: string[];
  user: string | null;
  role: string | null;
  blocked: boolean;
  detections: { type: string; attackId: string | null; falsePositive: boolean; parameter: string | null }[];
  parameters: { name: string; value: string }[];
}

export interface NaiveSession {
  id: string;
  key: string;
  /** Its key is on the denylist. */
  blocked: boolean;
  /** Its score as the server shows it; null: to be computed. */
  risk: number | null;
  requests: NaiveRequest[];
}

export function inPeriod({ time }: NaiveRequest, period?: Period | null): boolean {
  return (!period?.from || time >= period.from) && (!period?.to || time < period.to);
}

/** What a condition is made of beside its own value. */
interface Asked {
  filter: RequestFilter;
  withMarked: boolean;
  /** Detections that count as attacks. */
  counting: NaiveRequest['detections'];
  /** All requests of its session in the period: chains are looked for among them. */
  scope: InScope;
}

/** One of the values that are asked for is one of the request. */
const PLAIN_MEETS = ofSamples((sample) => (request: NaiveRequest, asked: readonly (string | null)[]) => {
  const wanted = sample.foldsCase ? asked.map((value) => value?.toLowerCase() ?? null) : asked;
  return some(wanted, sampleValuesOf(sample, request));
});

/** Complete by type: a filter that the plain evaluation does not know would be compared with nothing. */
const MEETS: {
  [Name in keyof Required<RequestFilter>]: (
    request: NaiveRequest,
    value: NonNullable<RequestFilter[Name]>,
    asked: Asked,
  ) => boolean;
} = {
  ids: ({ id }, ids) => ids.includes(id),
  ...PLAIN_MEETS,
  endpoint: endpointMatches,
  endpointIds: ({ endpointId }, ids) => ids.includes(endpointId),
  statuses: (request, _statuses, { filter }) => statusMatches(request, filter),
  statusClasses: (request, _classes, { filter }) => statusMatches(request, filter),
  ips: ({ ip }, ips) => ips.some((each) => addressMatches(ip, each)),
  users: ({ user }, match) => matchesValue(user, match),
  roles: ({ role }, match) => matchesValue(role, match),
  businessFlows: ({ businessFlows }, flows) => some<string | null>(flows, orMissing(businessFlows)),
  endpointRiskLevels: ({ riskLevel }, levels) => levels.some((each) => each === riskLevel),
  endpointConfirmations: ({ confirmed }, states) => states.includes(confirmed ? 'CONFIRMED' : 'UNCONFIRMED'),
  endpointKinds: ({ kind }, kinds) => some<string | null>(kinds, [kind]),
  // No endpoint of the random traffic is evaluated against a specification.
  rogue: (_request, kinds) => kinds.includes(null),
  sensitiveData: ({ sensitiveData }, kinds) => some<string | null>(kinds, orMissing(sensitiveData)),
  attackTypes: (_request, types, { counting }) =>
    some(
      types,
      counting.map(({ type }) => type),
    ),
  attackIds: ({ detections }, ids) =>
    some<string | null>(
      ids,
      detections.map(({ attackId }) => attackId),
    ),
  malicious: (_request, malicious, { counting }) => counting.length > 0 === malicious,
  blocked: (request, blocked) => request.blocked === blocked,
  durationMs: ({ durationMs }, range) => within(durationMs, range),
  sizeBytes: ({ sizeBytes }, range) => within(sizeBytes, range),
  deviations: (request, metrics) => some<string>(metrics, request.deviations),
  parameter: ({ parameters }, { name, value }) => {
    const named = parameters.filter((each) => each.name === name).map((each) => each.value);
    return value ? matchesSome(named, value) : named.length > 0;
  },
  userAgent: ({ parameters }, match) =>
    matchesSome(
      parameters.filter(({ name }) => name === 'User-Agent').map(({ value }) => value),
      match,
    ),
  anyOf: (request, entries, { withMarked, scope }) =>
    entries.some((each) => requestMeets(request, each, scope, withMarked)),
  not: (request, entries, { withMarked }) => !entries.some((each) => requestMeets(request, each, [], withMarked)),
  inSequence: (request, steps, { scope }) => inChain(scope, steps).has(request),
  includeFalsePositives: () => true,
};

/** @param scope all requests of its session in the period, where the filter may ask for chains */
export function requestMeets(
  request: NaiveRequest,
  filter: RequestFilter,
  scope: InScope = [],
  inherited = false,
): boolean {
  const withMarked = filter.includeFalsePositives ?? inherited;
  const counting = request.detections.filter(({ falsePositive }) => withMarked || !falsePositive);
  return Object.entries(filter).every(
    ([name, value]) =>
      value == null ||
      MEETS[name as keyof RequestFilter](request, value as never, { filter, withMarked, counting, scope }),
  );
}

const meetsStep = (request: NaiveRequest, step: SequenceStep) => requestMeets(request, step.request);

function inChain(scope: InScope, steps: readonly SequenceStep[]): Set<NaiveRequest> {
  return membersOf(scope, steps, meetsStep);
}

/** The requests of a session in the period for which a list holds it. */
export function matchesOf(scope: InScope, { requests, sequence }: SessionFilter = {}): NaiveRequest[] {
  const chain = sequence ? inChain(scope, sequence) : new Set();
  if (!requests && !sequence) return [...scope];
  return scope.filter((each) => chain.has(each) || (requests ?? []).some((entry) => requestMeets(each, entry)));
}

function some<T>(values: readonly T[], own: readonly T[]): boolean {
  return own.some((each) => values.includes(each));
}

function statusMatches({ status }: NaiveRequest, { statuses, statusClasses }: RequestFilter): boolean {
  return (
    (statuses?.includes(status) ?? false) ||
    (status !== null && (statusClasses?.includes(Math.floor(status / 100)) ?? false))
  );
}

/** No value at all is one missing value. */
export function orMissing(values: string[]): (string | null)[] {
  return values.length > 0 ? values : [null];
}

/** What a session is judged by beside its own facts: its requests in the period. */
type InScope = readonly NaiveRequest[];

/** Complete by type, as that of requests. */
const SESSION_MEETS: {
  [Name in keyof Required<SessionFilter>]: (
    session: NaiveSession,
    value: NonNullable<SessionFilter[Name]>,
    scope: InScope,
  ) => boolean;
} = {
  ids: ({ id }, ids) => ids.includes(id),
  keys: ({ key }, keys) => keys.includes(key),
  users: ({ requests }, match) => matchesSome(present(requests.map(({ user }) => user)), match),
  roles: ({ requests }, match) => matchesSome(present(requests.map(({ role }) => role)), match),
  blocked: (session, blocked) => session.blocked === blocked,
  requestCount: ({ requests }, range) => within(requests.length, range),
  attackCount: ({ requests }, range) =>
    within(
      requests.flatMap(({ detections }) => detections.filter(({ falsePositive }) => !falsePositive)).length,
      range,
    ),
  endpointCount: ({ requests }, range) => within(new Set(requests.map(({ endpointId }) => endpointId)).size, range),
  durationMs: (session, range) => within(durationOf(session), range),
  riskScore: ({ risk }, range) => within(risk, range),
  riskLevels: ({ risk }, levels) => levels.some((level) => level === riskLevelOf(risk)),
  requests: (_session, entries, scope) =>
    entries.every((entry) => scope.some((request) => requestMeets(request, entry))),
  noRequests: (_session, entries, scope) =>
    !entries.some((entry) => scope.some((request) => requestMeets(request, entry))),
  sequence: (_session, steps, scope) => inChain(scope, steps).size > 0,
};

export function sessionMeets(session: NaiveSession, period?: Period | null, filter: SessionFilter = {}): boolean {
  const scope = session.requests.filter((request) => inPeriod(request, period));
  return (
    scope.length > 0 &&
    Object.entries(filter).every(
      ([name, value]) => value == null || SESSION_MEETS[name as keyof SessionFilter](session, value as never, scope),
    )
  );
}

function present(values: (string | null)[]): string[] {
  return [...new Set(values.filter((value) => value !== null))];
}

function riskLevelOf(score: number | null): string | null {
  if (score === null) return null;
  return score < 30 ? 'LOW' : score < 70 ? 'MEDIUM' : 'HIGH';
}

export function startOf({ requests }: NaiveSession): number {
  return Math.min(...requests.map(({ time }) => time.getTime()));
}

export function endOf({ requests }: NaiveSession): number {
  return Math.max(...requests.map(({ time }) => time.getTime()));
}

export function durationOf(session: NaiveSession): number {
  return endOf(session) - startOf(session);
}

function matchesValue(value: string | null, { anyOf, contains, present }: StringMatch): boolean {
  return (
    (!anyOf || anyOf.includes(value)) &&
    (!contains || (value?.toLowerCase().includes(contains.toLowerCase()) ?? false)) &&
    (present == null || (value !== null) === present)
  );
}

/** One of several values; nothing at all is one missing value. */
function matchesSome(values: string[], match: StringMatch): boolean {
  return values.length === 0 ? matchesValue(null, match) : values.some((value) => matchesValue(value, match));
}

function within(value: number | null, range: Range | null | undefined): boolean {
  if (!range || (range.gte == null && range.lte == null)) return true;
  return value !== null && (range.gte == null || value >= range.gte) && (range.lte == null || value <= range.lte);
}

function endpointMatches({ method, path, template }: NaiveRequest, search: string): boolean {
  const words = search.trim().split(/\s+/);
  const leading = words.length > 1 && /^[a-z]+$/i.test(words[0]!) ? words[0] : null;
  const text = (leading ? words.slice(1).join(' ') : search.trim()).toLowerCase();
  if (leading && leading.toUpperCase() !== method.toUpperCase()) return false;
  return [path, template].some((each) => {
    const value = each.toLowerCase();
    return /[*?]/.test(text) ? globMatches(value, text) : value.includes(text);
  });
}

function globMatches(text: string, glob: string): boolean {
  const [first, ...rest] = glob;
  if (first === undefined) return text === '';
  const after = rest.join('');
  if (first === '*') return globMatches(text, after) || (text !== '' && globMatches(text.slice(1), glob));
  return text !== '' && (first === '?' || first === text[0]) && globMatches(text.slice(1), after);
}

/** Addresses of the tests are IPv4. */
function addressMatches(ip: string | null, wanted: string | null): boolean {
  if (ip === null || wanted === null) return ip === wanted;
  const [block, bits = '32'] = wanted.split('/');
  const number = (text: string) => text.split('.').reduce((sum, part) => sum * 256 + Number(part), 0);
  const size = 2 ** (32 - Number(bits));
  return Math.floor(number(ip) / size) === Math.floor(number(block!) / size);
}
