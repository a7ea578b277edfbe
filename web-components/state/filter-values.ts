import type { SessionRequestFilter } from '../data/documents.generated.ts';
import type { FilterValue } from './filter.type.ts';

// Which texts are values of filters, and what they are in a question. What the server refuses in any text is refused here too: a link with it would only
// lead to an error.

export const anything = (text: string): boolean =>
  text !== '' && text.length <= 1000 && !text.includes('\0') && text.isWellFormed();

export const isCode = (text: string): boolean => /^[1-5](\d\d|xx)$/.test(text);

const IPV4 = /^((25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)(\.(?!$)|$)){4}$/;

/** An address, or a CIDR block. */
export function isIp(text: string): boolean {
  const [address = '', bits = '0', ...rest] = text.split('/');
  const isV4 = IPV4.test(address);
  const isV6 = /^[0-9a-f:.]*$/i.test(address) && address.includes(':') && URL.canParse(`http://[${address}]`);
  return (isV4 || isV6) && rest.length === 0 && /^\d{1,3}$/.test(bits) && Number(bits) <= (isV4 ? 32 : 128);
}

/** The two ends of `1..2`; null: no range. A missing end is unbounded, not both. */
export function parseRange(text: string): { gte?: number; lte?: number } | null {
  const parts = /^(\d+(?:\.\d+)?)?\.\.(\d+(?:\.\d+)?)?$/.exec(text);
  if (!parts || (parts[1] === undefined && parts[2] === undefined)) return null;
  const [gte, lte] = [parts[1], parts[2]].map((part) => (part === undefined ? undefined : Number(part)));
  // A bound that is no number any more would be no bound.
  if (gte === Number.POSITIVE_INFINITY || lte === Number.POSITIVE_INFINITY) return null;
  if (gte !== undefined && lte !== undefined && gte > lte) return null;
  return { ...(gte !== undefined && { gte }), ...(lte !== undefined && { lte }) };
}

export const isRange = (text: string): boolean => parseRange(text) !== null;

/** GraphQL's Int has 32 bits. */
export const isWholeRange = (text: string): boolean => {
  const range = parseRange(text);
  return range !== null && [range.gte, range.lte].every((end = 0) => Number.isInteger(end) && end <= 2 ** 31 - 1);
};

export const strings = (values: readonly FilterValue[]): string[] => values.filter((value) => value !== null);
/** Nothing but these. */
export const oneOf = (...choices: string[]) => ({ choices, accepts: (text: string) => choices.includes(text) });

/** `name` or `name=value`. */
export function parameter(text: string): NonNullable<SessionRequestFilter['parameter']> {
  const at = text.indexOf('=');
  return at < 0 ? { name: text } : { name: text.slice(0, at), value: { anyOf: [text.slice(at + 1)] } };
}

export function codes(values: readonly FilterValue[]): Pick<SessionRequestFilter, 'statuses' | 'statusClasses'> {
  const classes = values.filter((value) => value?.endsWith('xx')).map((value) => Number(value![0]));
  const statuses = values
    .filter((value) => !value?.endsWith('xx'))
    .map((value) => (value === null ? null : Number(value)));
  return { ...(statuses.length > 0 && { statuses }), ...(classes.length > 0 && { statusClasses: classes }) };
}
