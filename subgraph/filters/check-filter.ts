import { canonicalCidr, canonicalIp } from '../ingest/ip.ts';
import type { ParameterMatch, Period, Range, RequestFilter, SessionFilter, StringMatch } from './filter.type.ts';
import { FilterError } from './filter-error.ts';

// Filters travel in variables, where no limit on the query's text sees them.
const MAX_FILTERS = 30;
const MAX_VALUES = 500;
const MAX_TEXT = 2_048;
// PostgreSQL's timestamps and JavaScript's dates agree on these years.
const EARLIEST = Date.UTC(1, 0, 1);
const LATEST = Date.UTC(9999, 11, 31);

interface Budget {
  filters: number;
  values: number;
}

/** Throws a FilterError for a period that cannot be meant. */
export function checkPeriod(period: Period | null | undefined, path = 'period'): void {
  const { from, to } = period ?? {};
  for (const [name, time] of [
    ['from', from],
    ['to', to],
  ] as const) {
    if (time && (time.getTime() < EARLIEST || time.getTime() > LATEST)) {
      throw new FilterError(`${path}.${name}`, 'must lie between the years 1 and 9999');
    }
  }
  if (from && to && from.getTime() > to.getTime()) throw new FilterError(path, 'from must not be later than to');
}

/** Throws a FilterError for the first value that cannot be meant. */
export function checkSessionFilter(filter: SessionFilter | null | undefined, path = 'filter'): void {
  if (!filter) return;
  const budget: Budget = { filters: 0, values: 0 };
  checkList(filter.ids, `${path}.ids`, budget);
  checkList(filter.keys, `${path}.keys`, budget);
  checkMatch(filter.users, `${path}.users`, budget);
  checkMatch(filter.roles, `${path}.roles`, budget);
  for (const name of ['requestCount', 'attackCount', 'endpointCount', 'durationMs'] as const) {
    checkRange(filter[name], `${path}.${name}`);
  }
  checkScore(filter.riskScore, `${path}.riskScore`);
  checkList(filter.riskLevels, `${path}.riskLevels`, budget);
  for (const name of ['requests', 'noRequests'] as const) checkEntries(filter[name], `${path}.${name}`, budget, 1);
}

/** Throws a FilterError for the first value that cannot be meant. */
export function checkRequestFilter(filter: RequestFilter | null | undefined, path = 'filter'): void {
  if (filter) checkRequest(filter, path, { filters: 0, values: 0 }, 1);
}

/** Throws a FilterError for an endpoint search that cannot be meant. */
export function checkEndpointSearch(search: string | null | undefined, path = 'search'): void {
  checkText(search, path);
  if (search?.trim() === '') throw new FilterError(path, 'must not be empty');
}

/** @param level 1 for an entry of a list filter, 2 inside its `anyOf` or `not` */
function checkRequest(filter: RequestFilter, path: string, budget: Budget, level: number): void {
  budget.filters += 1;
  if (budget.filters > MAX_FILTERS) throw new FilterError(path, `at most ${MAX_FILTERS} request filters at once`);
  for (const name of LISTS) checkList(filter[name], `${path}.${name}`, budget);
  checkEach(filter.statuses, `${path}.statuses`, isStatus, 'must be a response code from 100 to 599, or null');
  checkEach(filter.statusClasses, `${path}.statusClasses`, isStatusClass, 'must be a class from 1 to 5');
  checkEach(filter.ips, `${path}.ips`, isAddress, 'must be an IP address or a CIDR block such as 10.0.0.0/8');
  checkEndpointSearch(filter.endpoint, `${path}.endpoint`);
  checkMatch(filter.users, `${path}.users`, budget);
  checkMatch(filter.roles, `${path}.roles`, budget);
  checkRange(filter.durationMs, `${path}.durationMs`);
  checkRange(filter.sizeBytes, `${path}.sizeBytes`);
  checkParameter(filter.parameter, `${path}.parameter`, budget);
  for (const name of ['anyOf', 'not'] as const) {
    if (filter[name] && level > 1) throw new FilterError(`${path}.${name}`, 'only one level deep: write it further up');
    checkEntries(filter[name], `${path}.${name}`, budget, level + 1);
  }
}

const LISTS = [
  'ids',
  'methods',
  'hosts',
  'applications',
  'endpointIds',
  'statuses',
  'statusClasses',
  'ips',
  'countries',
  'sourceTags',
  'businessFlows',
  'endpointRiskLevels',
  'rogue',
  'sensitiveData',
  'attackTypes',
  'attackIds',
  'deviations',
] as const;

const isStatus = (value: unknown) => value === null || (Number(value) >= 100 && Number(value) <= 599);
const isStatusClass = (value: unknown) => Number(value) >= 1 && Number(value) <= 5;
const isAddress = (value: unknown) =>
  value === null || canonicalIp(String(value)) !== null || canonicalCidr(String(value)) !== null;

function checkEntries(entries: RequestFilter[] | null | undefined, path: string, budget: Budget, level: number): void {
  if (!entries) return;
  if (entries.length === 0) throw new FilterError(path, EMPTY);
  for (const [index, entry] of entries.entries()) checkRequest(entry, `${path}[${index}]`, budget, level);
}

const EMPTY = 'an empty list can match nothing: leave the field out, or give at least one value';

function checkList(values: readonly unknown[] | null | undefined, path: string, budget: Budget): void {
  if (!values) return;
  if (values.length === 0) throw new FilterError(path, EMPTY);
  budget.values += values.length;
  if (budget.values > MAX_VALUES) throw new FilterError(path, `at most ${MAX_VALUES} values in one filter`);
  for (const [index, value] of values.entries()) checkText(value, `${path}[${index}]`);
}

function checkEach(
  values: readonly unknown[] | null | undefined,
  path: string,
  isRight: (value: unknown) => boolean,
  problem: string,
): void {
  for (const [index, value] of (values ?? []).entries()) {
    if (!isRight(value)) throw new FilterError(`${path}[${index}]`, problem);
  }
}

/** The store can hold such a text, and a filter may ask for it. */
export function isStorable(text: string): boolean {
  return text.length <= MAX_TEXT && !text.includes('\0') && text.isWellFormed();
}

/** Throws a FilterError for a text that the store cannot hold, or a filter may not ask for. */
export function checkText(value: unknown, path: string): void {
  if (typeof value !== 'string' || isStorable(value)) return;
  if (value.length > MAX_TEXT) throw new FilterError(path, `at most ${MAX_TEXT} characters`);
  if (value.includes('\0')) throw new FilterError(path, 'must not hold the character U+0000');
  throw new FilterError(path, 'must be well-formed Unicode');
}

function checkMatch(match: StringMatch | null | undefined, path: string, budget: Budget): void {
  if (!match) return;
  checkList(match.anyOf, `${path}.anyOf`, budget);
  checkText(match.contains, `${path}.contains`);
}

function checkParameter(match: ParameterMatch | null | undefined, path: string, budget: Budget): void {
  if (!match) return;
  checkText(match.name, `${path}.name`);
  checkMatch(match.value, `${path}.value`, budget);
}

function checkScore(range: Range | null | undefined, path: string): void {
  for (const name of ['gte', 'lte'] as const) {
    const bound = range?.[name];
    if (bound != null && (bound < 0 || bound > 100)) throw new FilterError(`${path}.${name}`, 'must be from 0 to 100');
  }
  checkRange(range, path);
}

function checkRange(range: Range | null | undefined, path: string): void {
  const { gte, lte } = range ?? {};
  if (gte != null && lte != null && gte > lte) throw new FilterError(path, 'gte must not be greater than lte');
}
