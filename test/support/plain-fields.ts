import type { PlainName, PlainValues } from '../../subgraph/filters/request-fields.ts';

/**
 * The plain fields of a request as the tests know them: told once more, not taken from the table of the server, which
 * they check. The random traffic, the random filters, their plain evaluation and the laws of the statistics are made of it.
 */
export interface PlainSample {
  /** In a line of NDJSON, and in a request. */
  readonly property: keyof PlainValues;
  readonly dimension: string;
  /** `one`: a request always has one; `optional`: it may have none; `several`: it has a list, perhaps an empty one. */
  readonly has: 'one' | 'optional' | 'several';
  /** What the random traffic has. */
  readonly values: readonly string[];
  /** Asked for beside these. */
  readonly asked?: readonly string[];
  readonly foldsCase?: boolean;
}

/** By the name of the filter; complete by type. */
export const PLAIN_SAMPLES: Readonly<Record<PlainName, PlainSample>> = {
  methods: { property: 'method', dimension: 'METHOD', has: 'one', values: ['GET', 'POST', 'DELETE'] },
  hosts: {
    property: 'host',
    dimension: 'HOST',
    has: 'optional',
    values: ['a.example', 'b.example'],
    asked: ['A.EXAMPLE'],
    foldsCase: true,
  },
  applications: { property: 'application', dimension: 'APPLICATION', has: 'optional', values: ['shop', 'blog'] },
  countries: { property: 'countryCode', dimension: 'COUNTRY', has: 'optional', values: ['DE', 'FR'] },
  sourceTags: { property: 'sourceTags', dimension: 'SOURCE_TAG', has: 'several', values: ['tor', 'vpn'] },
  protocols: { property: 'protocol', dimension: 'PROTOCOL', has: 'optional', values: ['HTTP/1.1', 'HTTP/2'] },
};

type Samples<Value> = Readonly<Record<PlainName, Value>>;

/** One entry per plain field, by the name of its filter. */
export function ofSamples<Value>(toValue: (sample: PlainSample, name: PlainName) => Value): Samples<Value> {
  const entries = Object.entries(PLAIN_SAMPLES).map(([name, sample]) => [name, toValue(sample, name as PlainName)]);
  return Object.fromEntries(entries) as Samples<Value>;
}

/** What a request has in a plain field; nothing at all is one missing value. */
export function sampleValuesOf({ property }: PlainSample, request: PlainValues): readonly (string | null)[] {
  const value: string | null | readonly string[] = request[property];
  if (value === null || typeof value === 'string') return [value];
  return value.length > 0 ? value : [null];
}

/** Those of a request of which nothing is known. */
export const NO_PLAIN_VALUES = Object.fromEntries(
  Object.values(PLAIN_SAMPLES).map(({ property, has }) => [property, has === 'several' ? [] : null]),
) as unknown as Omit<PlainValues, 'method'>;
