import { array, type Json, object } from '../json-document.ts';

/** A value of OTLP, without what says its type. Lists of lists are none that a request has. */
export type Attribute = string | number | boolean | readonly string[] | null;

/** Attributes by their names: of those of equal names the last. */
export function attributesOf(list: unknown): Map<string, Attribute> {
  return new Map(
    array(list)
      .map(object)
      .map(({ key, value }): [string, Attribute] => [typeof key === 'string' ? key : '', plainValue(object(value))]),
  );
}

function plainValue(value: Json): Attribute {
  const { stringValue, boolValue, intValue, doubleValue, arrayValue } = value;
  if (typeof stringValue === 'string') return stringValue;
  if (typeof boolValue === 'boolean') return boolValue;
  if (intValue !== undefined && intValue !== null) return Number(intValue);
  if (typeof doubleValue === 'number') return doubleValue;
  if (arrayValue === undefined || arrayValue === null) return null;
  return array(object(arrayValue).values)
    .map((each) => textOf(plainValue(object(each))))
    .filter((each) => each !== null);
}

/** A value as text, a list with commas; null: there is none. */
export function textOf(value: Attribute | undefined): string | null {
  if (value === null || value === undefined) return null;
  const text = typeof value === 'object' ? value.join(', ') : String(value);
  return text === '' ? null : text;
}

/** The first of some names that has a value: the stable name of a convention, then its older ones. */
export function firstText(attributes: ReadonlyMap<string, Attribute>, ...names: string[]): string | null {
  for (const name of names) {
    const text = textOf(attributes.get(name));
    if (text !== null) return text;
  }
  return null;
}
