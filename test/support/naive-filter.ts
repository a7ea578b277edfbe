import type { Period, Range, RequestFilter, SessionFilter, StringMatch } from '../../subgraph/filters/filter.type.ts';

// What filters mean, over plain objects and as plainly as possible: the tests compare the SQL of filters/ with this.
// It follows product.md and the descriptions of the schema, and shares no code with the server.

export interface NaiveRequest {
  id: string;
  /** Order of arrival. */
  seq: number;
  time: Date;
  method: string;
  host: string | null;
  path: string;
  template: string;
  endpointId: string;
  status: number | null;
  durationMs: number | null;
  sizeBytes: number | null;
  /** By what it stands out: DURATION, SIZE. */
  deviations: string[];
  ip: string | null;
  countryCode: string | null;
  sourceTags: string[];
  application: string | null;
  /** Facts of its endpoint. */
  businessFlows: string[];
  riskLevel: string | null;
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

export function requestMeets(request: NaiveRequest, filter: RequestFilter, inherited = false): boolean {
  const withMarked = filter.includeFalsePositives ?? inherited;
  const counting = request.detections.filter(({ falsePositive }) => withMarked || !falsePositive);
  const among = <T>(values: readonly T[] | null | undefined, value: T) => values == null || values.includes(value);
  const some = <T>(values: readonly T[] | null | undefined, own: readonly T[]) =>
    values == null || own.some((each) => values.includes(each));
  const hosts = filter.hosts?.map((host) => host?.toLowerCase() ?? null);
  const { statuses, statusClasses } = filter;
  const named = request.parameters.filter(({ name }) => name === filter.parameter?.name).map(({ value }) => value);
  return (
    among(filter.ids, request.id) &&
    among(filter.methods, request.method) &&
    among(hosts, request.host) &&
    among(filter.applications, request.application) &&
    (!filter.endpoint || endpointMatches(request, filter.endpoint)) &&
    among(filter.endpointIds, request.endpointId) &&
    ((!statuses && !statusClasses) ||
      (statuses?.includes(request.status) ?? false) ||
      (request.status !== null && (statusClasses?.includes(Math.floor(request.status / 100)) ?? false))) &&
    (!filter.ips || filter.ips.some((ip) => addressMatches(request.ip, ip))) &&
    among(filter.countries, request.countryCode) &&
    some<string | null>(filter.sourceTags, orMissing(request.sourceTags)) &&
    (!filter.users || matchesValue(request.user, filter.users)) &&
    (!filter.roles || matchesValue(request.role, filter.roles)) &&
    some<string | null>(filter.businessFlows, orMissing(request.businessFlows)) &&
    among<string | null>(filter.endpointRiskLevels, request.riskLevel) &&
    // No endpoint of the random traffic is evaluated against a specification.
    among<string | null>(filter.rogue, null) &&
    some<string | null>(filter.sensitiveData, orMissing(request.sensitiveData)) &&
    some(
      filter.attackTypes,
      counting.map(({ type }) => type),
    ) &&
    some<string | null>(
      filter.attackIds,
      request.detections.map(({ attackId }) => attackId),
    ) &&
    (filter.malicious == null || counting.length > 0 === filter.malicious) &&
    (filter.blocked == null || request.blocked === filter.blocked) &&
    within(request.durationMs, filter.durationMs) &&
    within(request.sizeBytes, filter.sizeBytes) &&
    some(filter.deviations, request.deviations) &&
    (!filter.parameter || (filter.parameter.value ? matchesSome(named, filter.parameter.value) : named.length > 0)) &&
    (!filter.anyOf || filter.anyOf.some((each) => requestMeets(request, each, withMarked))) &&
    !filter.not?.some((each) => requestMeets(request, each, withMarked))
  );
}

/** No value at all is one missing value. */
export function orMissing(values: string[]): (string | null)[] {
  return values.length > 0 ? values : [null];
}

export function sessionMeets(session: NaiveSession, period?: Period | null, filter: SessionFilter = {}): boolean {
  const { requests } = session;
  const scope = requests.filter((request) => inPeriod(request, period));
  const present = (values: (string | null)[]) => [...new Set(values.filter((value) => value !== null))];
  const counts = requests.flatMap(({ detections }) => detections.filter(({ falsePositive }) => !falsePositive)).length;
  return (
    scope.length > 0 &&
    (!filter.ids || filter.ids.includes(session.id)) &&
    (!filter.keys || filter.keys.includes(session.key)) &&
    (!filter.users || matchesSome(present(requests.map(({ user }) => user)), filter.users)) &&
    (!filter.roles || matchesSome(present(requests.map(({ role }) => role)), filter.roles)) &&
    (filter.blocked == null || session.blocked === filter.blocked) &&
    within(requests.length, filter.requestCount) &&
    within(counts, filter.attackCount) &&
    within(new Set(requests.map(({ endpointId }) => endpointId)).size, filter.endpointCount) &&
    within(durationOf(session), filter.durationMs) &&
    within(session.risk, filter.riskScore) &&
    (!filter.riskLevels || filter.riskLevels.some((level) => level === riskLevelOf(session.risk))) &&
    (filter.requests ?? []).every((entry) => scope.some((request) => requestMeets(request, entry))) &&
    !(filter.noRequests ?? []).some((entry) => scope.some((request) => requestMeets(request, entry)))
  );
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
