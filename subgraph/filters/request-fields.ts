/**
 * The plain fields of a request: one column each, of which a filter takes a list of values. A row here is all that the
 * server needs to filter by a field, group by it, count it, keep tokens of it, write it, show it, export it and verify it:
 * input and field of the graph, checks, conditions, tokens, dimensions, counters and columns are made of this table. What means more than "one
 * of these values" (addresses, codes and their classes, attack types, parameters, ...) is a function in the tables that
 * are complete by type: request-condition.ts, check-filter.ts, request-tokens.ts, dimensions.ts.
 */
export interface PlainField {
  /** Its name in a stored request, and in a row of `request` as it is read. */
  readonly property: string;
  /** Column of `request`. */
  readonly column: string;
  /** A request has a list of values. */
  readonly several: boolean;
  /** A request may have none, which filters ask for by null. */
  readonly nullable: boolean;
  /** Stored in lower case, and asked for in any. */
  readonly lowerCase: boolean;
  /** What requests are grouped by, and the prefix of its tokens. */
  readonly dimension: string;
  readonly token: string;
  /** What the graph says of the filter, of the dimension, and of the field of a request. */
  readonly filterText: string;
  readonly dimensionText: string;
  readonly valueText: string;
}

/** By the name of the filter. */
export const PLAIN_FIELDS = {
  methods: {
    property: 'method',
    column: 'method',
    several: false,
    nullable: false,
    lowerCase: false,
    dimension: 'METHOD',
    token: 'm',
    filterText: 'HTTP methods, as they were sent.',
    dimensionText: 'HTTP method.',
    valueText: 'HTTP method, as it was sent.',
  },
  hosts: {
    property: 'host',
    column: 'host',
    several: false,
    nullable: true,
    lowerCase: true,
    dimension: 'HOST',
    token: 'h',
    filterText: 'Host names, without regard to case.',
    dimensionText: 'Host.',
    valueText: 'Host name; null: the log does not say.',
  },
  applications: {
    property: 'application',
    column: 'application',
    several: false,
    nullable: true,
    lowerCase: false,
    dimension: 'APPLICATION',
    token: 'p',
    filterText: 'Applications.',
    dimensionText: 'Application.',
    valueText: 'Application; null: not known.',
  },
  countries: {
    property: 'countryCode',
    column: 'country_code',
    several: false,
    nullable: true,
    lowerCase: false,
    dimension: 'COUNTRY',
    token: 'c',
    filterText: 'Countries of the source, ISO 3166-1 alpha-2.',
    dimensionText: 'Country of the source.',
    valueText: 'Country of the source, ISO 3166-1 alpha-2; null: not known.',
  },
  sourceTags: {
    property: 'sourceTags',
    column: 'source_tags',
    several: true,
    nullable: true,
    lowerCase: false,
    dimension: 'SOURCE_TAG',
    token: 't',
    filterText: 'Tags of the source; null: it has none.',
    dimensionText: 'Tag of the source; a request may have several.',
    valueText: 'Datacenter name, VPN, Tor, proxy, search engine, ... of the source.',
  },
  protocols: {
    property: 'protocol',
    column: 'protocol',
    several: false,
    nullable: true,
    lowerCase: false,
    dimension: 'PROTOCOL',
    token: 'v',
    filterText: 'Versions of the protocol, as HTTP/1.1 and HTTP/2 are written; null: not known.',
    dimensionText: 'Version of the protocol.',
    valueText: 'Version of the protocol: HTTP/1.0, HTTP/1.1, HTTP/2, HTTP/3, or what else was sent; null: not known.',
  },
} as const satisfies Record<string, PlainField>;

export type PlainName = keyof typeof PLAIN_FIELDS;
type Plain<Name extends PlainName> = (typeof PLAIN_FIELDS)[Name];
export type PlainDimension = Plain<PlainName>['dimension'];

/** The conditions of a request filter on plain fields. */
export type PlainConditions = {
  [Name in PlainName]?: (Plain<Name>['nullable'] extends true ? string | null : string)[] | null;
};

/** The plain fields of a stored request. */
export type PlainValues = {
  [Name in PlainName as Plain<Name>['property']]: Plain<Name>['several'] extends true
    ? readonly string[]
    : Plain<Name>['nullable'] extends true
      ? string | null
      : string;
};

/** One entry per plain field, by the name of its filter. */
export function ofPlainFields<Value>(toValue: (field: PlainField, name: PlainName) => Value): Record<PlainName, Value> {
  return Object.fromEntries(
    Object.entries(PLAIN_FIELDS).map(([name, field]) => [name, toValue(field, name as PlainName)]),
  ) as Record<PlainName, Value>;
}

/** One entry per plain field, by its dimension. */
export function ofPlainDimensions<Value>(
  toValue: (field: PlainField, name: PlainName) => Value,
): Record<PlainDimension, Value> {
  return Object.fromEntries(
    Object.entries(PLAIN_FIELDS).map(([name, field]) => [field.dimension, toValue(field, name as PlainName)]),
  ) as Record<PlainDimension, Value>;
}

/** The plain fields of `request AS r`, each under the name of its property: text of a SELECT. */
export const PLAIN_COLUMNS = Object.values(PLAIN_FIELDS)
  .map(({ column, property, several }) => `${several ? `coalesce(r.${column}, '{}')` : `r.${column}`} AS "${property}"`)
  .join(', ');

/** The values that a filter asks for, as the store spells them. */
export function spelledAsStored({ lowerCase }: PlainField, values: readonly (string | null)[]): (string | null)[] {
  return lowerCase ? values.map((value) => value?.toLowerCase() ?? null) : [...values];
}

/** The values of a plain field of a stored request; null: it has none. */
export function plainValuesOf({ property, nullable }: PlainField, request: PlainValues): readonly (string | null)[] {
  const value = (request as Record<string, string | readonly string[] | null>)[property] ?? null;
  if (!Array.isArray(value)) return [value as string | null];
  return value.length === 0 && nullable ? [null] : value;
}
