import fc from 'fast-check';
import type {
  Period,
  RequestFilter,
  SequenceStep,
  SessionFilter,
  StringMatch,
} from '../../subgraph/filters/filter.type.ts';
import type { PlainName } from '../../subgraph/filters/request-fields.ts';
import { ofSamples, PLAIN_SAMPLES } from './plain-fields.ts';
import type { Line } from './traffic.ts';

// Random traffic and random filters over the same few values, so that conditions are met often and by few.

const PATHS = ['/users/1', '/users/22', '/login', '/Login', '/a_b%20c', '/orders/9/items', '/logo.png', '/*'];
const STATUSES = [200, 204, 301, 403, 404, 500];
const IPS = ['10.0.0.1', '10.0.0.2', '10.1.2.3', '192.168.7.9'];
const USERS = ['alice', 'Bob', 'bob_2'];
const AGENTS = ['curl/8.4', 'Mozilla/5.0 (bob)', 'a_b%'];
const ROLES = ['admin', 'user'];
const TYPES = ['sqli', 'xss', 'rce'];
const ATTACKS = ['att-1', 'att-2'];
const TIMES = ['2024-05-12', '2024-05-13'].flatMap((day) =>
  ['00:00:00.000', '00:00:01.000', '11:59:59.500', '23:59:58.000', '23:59:59.999'].map((time) => `${day}T${time}Z`),
);

/** Of answers; a download says nothing of what the endpoint is. */
const MEDIA_TYPES = ['application/problem+json', 'text/html; charset=utf-8', 'image/png', 'application/octet-stream'];

const maybe = <T>(values: readonly T[]) => fc.option(fc.constantFrom(...values), { nil: undefined, freq: 3 });
const measure = fc.option(fc.constantFrom(0, 1.5, 20, 20, 300), { nil: undefined, freq: 3 });

export const detection = fc.record({
  type: fc.constantFrom(...TYPES),
  attackId: fc.option(fc.constantFrom(...ATTACKS), { nil: null, freq: 2 }),
  falsePositive: fc.boolean(),
  parameter: fc.option(fc.constantFrom('ARGS:id', 'ARGS:q'), { nil: null, freq: 2 }),
});

/** Of a line; spread, they leave its type as it is. */
const plainFields: object = Object.fromEntries(
  Object.values(PLAIN_SAMPLES).map(({ property, has, values }) => {
    if (has === 'several') return [property, fc.subarray([...values])];
    return [property, has === 'one' ? fc.constantFrom(...values) : maybe(values)];
  }),
);

/** Requests in random order of time, with equal seconds, over two days; `id` is added by `traffic`. */
const line: fc.Arbitrary<Line> = fc.record({
  ...plainFields,
  time: fc.constantFrom(...TIMES),
  sid: maybe(['one', 'two', 'three']),
  agent: maybe(AGENTS),
  path: fc.constantFrom(...PATHS),
  status: maybe(STATUSES),
  durationMs: measure,
  sizeBytes: fc.option(fc.constantFrom(0, 1, 20, 20, 300, 3_000), { nil: undefined, freq: 3 }),
  ip: maybe(IPS),
  user: maybe(USERS),
  role: maybe(ROLES),
  blocked: fc.boolean(),
  content: maybe(MEDIA_TYPES).map((value) => value && { responseHeaders: [{ name: 'Content-type', value }] }),
  detections: fc.oneof({ weight: 3, arbitrary: fc.constant([]) }, fc.array(detection, { maxLength: 3 })),
});

const BUSY = { method: 'GET', host: 'a.example', path: '/login' };

/** Enough equal responses of one endpoint for a baseline, in three sessions. */
const CALM: Line[] = Array.from({ length: 60 }, (_, index) => ({
  ...BUSY,
  time: `2024-05-12T10:00:${String(index).padStart(2, '0')}.000Z`,
  sid: `calm-${index % 3}`,
  status: 200,
  durationMs: 20,
  sizeBytes: 20,
  sourceTags: [],
  blocked: false,
  detections: [],
}));

/** Some lines, ids `r0`, `r1`, ... in the order of the file. Every third time one endpoint has a baseline. */
export const traffic: fc.Arbitrary<Line[]> = fc
  .tuple(
    fc.array(fc.tuple(line, fc.boolean()), { minLength: 1, maxLength: 40 }),
    fc.oneof({ weight: 2, arbitrary: fc.constant([]) }, { weight: 1, arbitrary: fc.constant(CALM) }),
  )
  .map(([lines, calm]) => [
    ...lines.map(([each, isBusy]) => (isBusy && calm.length > 0 ? { ...each, ...BUSY } : each)),
    ...calm,
  ])
  .map((lines) => lines.map((each, index) => ({ ...each, id: `r${index}` })));

export const period: fc.Arbitrary<Period | undefined> = fc.option(
  fc
    .record({ from: maybe(TIMES), to: maybe(TIMES) })
    .filter(({ from, to }) => !from || !to || from <= to)
    .map(({ from, to }) => ({ from: from ? new Date(from) : undefined, to: to ? new Date(to) : undefined })),
  { nil: undefined, freq: 3 },
);

const some = <T>(values: readonly T[]) => fc.uniqueArray(fc.constantFrom(...values), { minLength: 1, maxLength: 3 });
const orNone = <T>(values: readonly T[]) => some<T | null>([...values, null]);
const range = fc.oneof(
  fc.record({ gte: fc.constantFrom(0, 1.5, 20) }),
  fc.record({ lte: fc.constantFrom(1, 20, 300) }),
  fc.record({ gte: fc.constantFrom(0, 1.5), lte: fc.constantFrom(20, 100) }),
);
const counts = fc.oneof(
  fc.record({ gte: fc.nat({ max: 4 }) }),
  fc.record({ lte: fc.nat({ max: 4 }) }),
  fc.record({ gte: fc.nat({ max: 2 }), lte: fc.integer({ min: 2, max: 6 }) }),
);
const match = (values: readonly string[]): fc.Arbitrary<StringMatch> =>
  fc.oneof(
    fc.record({ anyOf: orNone(values) }),
    fc.record({ contains: fc.constantFrom('b', 'B', '_', '%', 'ali') }),
    fc.record({ present: fc.boolean() }),
    fc.record({ anyOf: orNone(values), contains: fc.constantFrom('b', 'o'), present: fc.boolean() }),
  );

type PlainConditions = { [Name in PlainName]: fc.Arbitrary<NonNullable<RequestFilter[Name]>> };
const plainConditions: Record<PlainName, unknown> = ofSamples(({ has, values, asked = [] }) =>
  has === 'one' ? some([...values, ...asked]) : orNone([...values, ...asked]),
);

/** Complete by type: a filter that is never drawn is never compared. `endpointIds` are numbers of requests, to be replaced. */
const conditions = {
  ids: fc.uniqueArray(fc.nat({ max: 45 }), { minLength: 1, maxLength: 4 }).map((each) => each.map((n) => `r${n}`)),
  ...(plainConditions as PlainConditions),
  endpoint: fc.constantFrom(
    'login',
    '/users/*',
    '/users/?',
    'POST login',
    'get /users/{int}',
    '_',
    '%20',
    '*',
    '/*',
    '*items',
  ),
  endpointIds: orNone(['0', '1', '2', '3', 'unknown']),
  statuses: orNone(STATUSES),
  statusClasses: some([2, 3, 4, 5]),
  ips: orNone([...IPS, '10.0.0.0/8', '10.0.0.2/31', '0.0.0.0/0']),
  users: match(USERS),
  roles: match(ROLES),
  businessFlows: orNone(['AUTH', 'ACC_MGMT', 'BILLING', 'NONE_SUCH']),
  endpointRiskLevels: orNone(['LOW', 'MEDIUM', 'HIGH'] as const),
  endpointConfirmations: some(['CONFIRMED', 'UNCONFIRMED'] as const),
  endpointKinds: orNone(['API', 'PAGE', 'STATIC'] as const),
  rogue: orNone(['SHADOW', 'ZOMBIE'] as const),
  sensitiveData: orNone(['PII', 'CREDENTIALS']),
  attackTypes: some(TYPES),
  attackIds: some(ATTACKS),
  malicious: fc.boolean(),
  blocked: fc.boolean(),
  durationMs: range,
  sizeBytes: range,
  deviations: some(['DURATION', 'SIZE'] as const),
  parameter: fc.record({ name: fc.constantFrom('sid', 'none') }),
  userAgent: match(AGENTS),
  includeFalsePositives: fc.boolean(),
} satisfies { [Name in Plain]: fc.Arbitrary<NonNullable<RequestFilter[Name]>> };

/** What is not drawn of these: entries of filters are made of them. */
type Plain = Exclude<keyof Required<RequestFilter>, 'anyOf' | 'not' | 'inSequence'>;

/** Few conditions, or else nothing ever meets them; sometimes all fields null, which asks nothing. */
const simple: fc.Arbitrary<RequestFilter> = fc
  .uniqueArray(fc.constantFrom(...(Object.keys(conditions) as (keyof typeof conditions)[])), { maxLength: 3 })
  .chain((names) => fc.record(conditions, { requiredKeys: names }).map((all) => keep(all, names)));

function keep<T extends object>(all: T, names: readonly string[]): Partial<T> {
  return Object.fromEntries(Object.entries(all).filter(([name]) => names.includes(name))) as Partial<T>;
}

export const requestFilter: fc.Arbitrary<RequestFilter> = fc
  .tuple(
    simple,
    fc.option(fc.array(simple, { minLength: 1, maxLength: 2 }), { nil: undefined, freq: 4 }),
    fc.option(fc.array(simple, { minLength: 1, maxLength: 2 }), { nil: undefined, freq: 4 }),
  )
  .map(([filter, anyOf, not]) => ({ ...filter, ...(anyOf ? { anyOf } : {}), ...(not ? { not } : {}) }));

/** Steps that many requests meet, as chains need; now and then any filter, and now and then so near that few follow. */
const step = fc.oneof(
  { weight: 2, arbitrary: fc.constantFrom<RequestFilter>({}, { statusClasses: [2] }, { statuses: [null, 403, 404] }) },
  { weight: 1, arbitrary: simple },
  { weight: 1, arbitrary: requestFilter },
);
const withinMs = fc.option(fc.constantFrom(0, 1, 999, 1_000, 43_199_500, 86_399_999), { nil: undefined, freq: 2 });

/** One to four steps, the first of which follows none. */
export const sequence: fc.Arbitrary<SequenceStep[]> = fc
  .array(fc.record({ request: step, withinMs }, { requiredKeys: ['request'] }), { minLength: 1, maxLength: 4 })
  .map(([first, ...others]) => [{ request: first!.request }, ...others]);

/** What the filters of an open session may ask: chains, too, beside other conditions or as an alternative. */
export const filterInSession: fc.Arbitrary<RequestFilter> = fc.oneof(
  { weight: 2, arbitrary: requestFilter },
  {
    weight: 1,
    arbitrary: fc.tuple(requestFilter, sequence).map(([filter, inSequence]) => ({ ...filter, inSequence })),
  },
  {
    weight: 1,
    arbitrary: fc
      .tuple(simple, sequence, simple)
      .map(([filter, inSequence, other]) => ({ ...filter, anyOf: [{ inSequence }, other] })),
  },
);

/** `ids` and `keys` hold numbers of sessions of the traffic, to be replaced by theirs. Complete by type. */
export const sessionFilter: fc.Arbitrary<SessionFilter | undefined> = fc.option(
  fc
    .record(
      {
        ids: some(['0', '1', '2', 'unknown']),
        keys: some(['0', '1', '2', 'unknown']),
        users: match(USERS),
        roles: match(ROLES),
        blocked: fc.boolean(),
        requestCount: counts,
        attackCount: counts,
        endpointCount: counts,
        durationMs: fc.record({ gte: fc.constantFrom(0, 1_000, 80_000_000) }),
        riskScore: fc.oneof(
          fc.record({ gte: fc.constantFrom(0, 20, 50) }),
          fc.record({ lte: fc.constantFrom(0, 40, 60, 100) }),
          fc.record({ gte: fc.constantFrom(0, 30), lte: fc.constantFrom(30, 60) }),
          fc.constant({ gte: null, lte: null }),
        ),
        riskLevels: some(['LOW', 'MEDIUM', 'HIGH'] as const),
        requests: fc.array(requestFilter, { minLength: 1, maxLength: 2 }),
        noRequests: fc.array(simple, { minLength: 1, maxLength: 1 }),
        sequence,
      } satisfies { [Name in keyof Required<SessionFilter>]: fc.Arbitrary<SessionFilter[Name]> },
      { requiredKeys: [] },
    )
    .map((filter) => {
      // All conditions at once meet nothing: keep those on requests, and one more.
      const { requests, sequence, ...others } = filter;
      const [one] = Object.entries(others);
      return {
        ...(requests ? { requests } : {}),
        ...(sequence ? { sequence } : {}),
        ...(one ? { [one[0]]: one[1] } : {}),
      };
    }),
  { nil: undefined, freq: 6 },
);
