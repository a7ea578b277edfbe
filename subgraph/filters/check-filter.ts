import { canonicalCidr, canonicalIp } from '../values/addresses.ts';
import type {
  ParameterMatch,
  Period,
  Range,
  RequestFilter,
  SequenceStep,
  SessionFilter,
  StringMatch,
} from './filter.type.ts';
import { FilterError } from './filter-error.ts';
import { ofPlainFields } from './request-fields.ts';

// Filters travel in variables, where no limit on the query's text sees them.
const MAX_FILTERS = 30;
const MAX_VALUES = 500;
const MAX_STEPS = 6;
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

type SessionCheck<Name extends keyof SessionFilter> = {
  of(value: NonNullable<SessionFilter[Name]>, path: string, place: Place): void;
}['of'];

/** Complete by type, as CHECKS below. */
const SESSION_CHECKS: { [Name in keyof Required<SessionFilter>]: SessionCheck<Name> } = {
  ids: checkValues,
  keys: checkValues,
  users: (match, path, { budget }) => checkMatch(match, path, budget),
  roles: (match, path, { budget }) => checkMatch(match, path, budget),
  requestCount: checkRange,
  attackCount: checkRange,
  endpointCount: checkRange,
  durationMs: checkRange,
  riskScore: checkScore,
  riskLevels: checkValues,
  requests: checkEntries,
  noRequests: checkEntries,
  sequence: checkSteps,
  // Either is right.
  blocked: () => {},
};

/** Throws a FilterError for the first value that cannot be meant. */
export function checkSessionFilter(filter: SessionFilter | null | undefined, path = 'filter'): void {
  if (!filter) return;
  const place: Place = { budget: { filters: 0, values: 0 }, level: 1, noChains: OF_SESSION };
  for (const [name, check] of Object.entries(SESSION_CHECKS)) {
    const value = filter[name as keyof SessionFilter];
    if (value != null) (check as SessionCheck<never>)(value as never, `${path}.${name}`, place);
  }
}

/** Throws a FilterError for the first value that cannot be meant. */
export function checkRequestFilter(filter: RequestFilter | null | undefined, path = 'filter'): void {
  if (filter) checkRequest(filter, path, { budget: { filters: 0, values: 0 }, level: 1, noChains: null });
}

/** Throws a FilterError for an endpoint search that cannot be meant. */
export function checkEndpointSearch(search: string | null | undefined, path = 'search'): void {
  checkText(search, path);
  if (search?.trim() === '') throw new FilterError(path, 'must not be empty');
}

/** Throws a FilterError for a list of values, of an argument of its own, that cannot be meant. */
export function checkValueList(values: readonly unknown[] | null | undefined, path: string): void {
  checkList(values, path, { filters: 0, values: 0 });
}

/** Where a check stands: what it may still allow, and how deep. */
interface Place {
  readonly budget: Budget;
  /** 1 for an entry of a list filter, 2 inside its `anyOf` or `not`. */
  readonly level: number;
  /** Why no chains may be asked for; null: they may. */
  readonly noChains: string | null;
}

const OF_SESSION = 'only among the filters of an open session: a list asks by its own field sequence';

/**
 * The check of one field of a filter, for a value that is not null. A function would be called with any field's value,
 * so that its parameters are checked as those of a method.
 */
type Check<Name extends keyof RequestFilter> = {
  of(value: NonNullable<RequestFilter[Name]>, path: string, place: Place): void;
}['of'];

/** All of them, complete by type: a field without a check would let in what the store cannot ask for. */
const CHECKS: { [Name in keyof Required<RequestFilter>]: Check<Name> } = {
  ids: checkValues,
  endpoint: checkEndpointSearch,
  endpointIds: checkValues,
  statuses: eachOf(isStatus, 'must be a response code from 100 to 599, or null'),
  statusClasses: eachOf(isStatusClass, 'must be a class from 1 to 5'),
  ips: eachOf(isAddress, 'must be an IP address or a CIDR block such as 10.0.0.0/8'),
  users: (match, path, { budget }) => checkMatch(match, path, budget),
  roles: (match, path, { budget }) => checkMatch(match, path, budget),
  businessFlows: checkValues,
  endpointRiskLevels: checkValues,
  endpointConfirmations: checkValues,
  endpointKinds: checkValues,
  rogue: checkValues,
  sensitiveData: checkValues,
  attackTypes: checkValues,
  attackIds: checkValues,
  deviations: checkValues,
  durationMs: checkRange,
  sizeBytes: checkRange,
  parameter: (match, path, { budget }) => checkParameter(match, path, budget),
  userAgent: (match, path, { budget }) => checkMatch(match, path, budget),
  ...ofPlainFields(() => checkValues),
  anyOf: checkInner,
  not: (entries, path, place) =>
    checkInner(entries, path, { ...place, noChains: place.noChains ?? 'not inside not: chains can only be asked for' }),
  inSequence: (steps, path, place) => {
    if (place.noChains) throw new FilterError(path, place.noChains);
    checkSteps(steps, path, place);
  },
  // Either is right.
  malicious: () => {},
  blocked: () => {},
  includeFalsePositives: () => {},
};

function checkRequest(filter: RequestFilter, path: string, place: Place): void {
  const { budget } = place;
  budget.filters += 1;
  if (budget.filters > MAX_FILTERS) throw new FilterError(path, `at most ${MAX_FILTERS} request filters at once`);
  for (const [name, check] of Object.entries(CHECKS)) {
    const value = filter[name as keyof RequestFilter];
    if (value != null) (check as Check<never>)(value as never, `${path}.${name}`, place);
  }
}

function checkInner(entries: RequestFilter[], path: string, place: Place): void {
  if (place.level > 1) throw new FilterError(path, 'only one level deep: write it further up');
  checkEntries(entries, path, { ...place, level: place.level + 1 });
}

function checkSteps(steps: readonly SequenceStep[], path: string, { budget }: Place): void {
  if (steps.length === 0) throw new FilterError(path, EMPTY);
  if (steps.length > MAX_STEPS) throw new FilterError(path, `at most ${MAX_STEPS} steps`);
  for (const [index, { request, withinMs }] of steps.entries()) {
    const step = `${path}[${index}]`;
    if (withinMs != null && index === 0) {
      throw new FilterError(`${step}.withinMs`, 'the first step follows none: leave it out');
    }
    if (withinMs != null && withinMs < 0) throw new FilterError(`${step}.withinMs`, 'must be 0 or more milliseconds');
    checkRequest(request, `${step}.request`, { budget, level: 1, noChains: 'not inside the steps of a sequence' });
  }
}

function checkValues(values: readonly unknown[], path: string, { budget }: Place): void {
  checkList(values, path, budget);
}

function eachOf(isRight: (value: unknown) => boolean, problem: string) {
  return (values: readonly unknown[], path: string, { budget }: Place): void => {
    checkList(values, path, budget);
    for (const [index, value] of values.entries()) {
      if (!isRight(value)) throw new FilterError(`${path}[${index}]`, problem);
    }
  };
}

function isStatus(value: unknown): boolean {
  return value === null || (Number(value) >= 100 && Number(value) <= 599);
}

function isStatusClass(value: unknown): boolean {
  return Number(value) >= 1 && Number(value) <= 5;
}

function isAddress(value: unknown): boolean {
  return value === null || canonicalIp(String(value)) !== null || canonicalCidr(String(value)) !== null;
}

function checkEntries(entries: RequestFilter[] | null | undefined, path: string, place: Place): void {
  if (!entries) return;
  if (entries.length === 0) throw new FilterError(path, EMPTY);
  for (const [index, entry] of entries.entries()) checkRequest(entry, `${path}[${index}]`, place);
}

const EMPTY = 'an empty list can match nothing: leave the field out, or give at least one value';

function checkList(values: readonly unknown[] | null | undefined, path: string, budget: Budget): void {
  if (!values) return;
  if (values.length === 0) throw new FilterError(path, EMPTY);
  budget.values += values.length;
  if (budget.values > MAX_VALUES) throw new FilterError(path, `at most ${MAX_VALUES} values in one filter`);
  for (const [index, value] of values.entries()) checkText(value, `${path}[${index}]`);
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
