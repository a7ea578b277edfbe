import type { ErrorObject } from 'ajv';
// JSON.parse says no position of many errors.
import { type ParseError, ParseErrorCode, parse } from 'jsonc-parser';
import { StartupError } from '../startup-error.ts';

/**
 * The value of a JSON file that a person wrote.
 * @param fileName what errors call the file
 * @param Failure the error to throw
 * @throws {StartupError} with line and column of what is not JSON
 */
export function parseJson(
  text: string,
  fileName: string,
  Failure: new (message: string) => StartupError = StartupError,
): unknown {
  const json = text.replace(/^\uFEFF/, '');
  try {
    return JSON.parse(json);
  } catch (error) {
    const errors: ParseError[] = [];
    parse(json, errors, { disallowComments: true, allowTrailingComma: false, allowEmptyContent: false });
    const [first] = errors;
    if (!first) throw new Failure(`${fileName}: not JSON: ${(error as Error).message}`);
    throw new Failure(`${fileName}:${placeOf(json, first.offset)}: not JSON: ${PROBLEMS[first.error]}`);
  }
}

/** Line and column, both from 1; columns in UTF-16 units, as editors count. */
function placeOf(text: string, offset: number): string {
  const before = text.slice(0, offset).split('\n');
  return `${before.length}:${before.at(-1)!.length + 1}`;
}

const PROBLEMS: Readonly<Record<ParseErrorCode, string>> = {
  [ParseErrorCode.InvalidSymbol]: 'expected a value',
  [ParseErrorCode.InvalidNumberFormat]: 'expected a number',
  [ParseErrorCode.PropertyNameExpected]: 'expected a property name in double quotes',
  [ParseErrorCode.ValueExpected]: 'expected a value',
  [ParseErrorCode.ColonExpected]: "expected ':'",
  [ParseErrorCode.CommaExpected]: "expected ',' or the end of the list or object",
  [ParseErrorCode.CloseBraceExpected]: "expected ',' or '}'",
  [ParseErrorCode.CloseBracketExpected]: "expected ',' or ']'",
  [ParseErrorCode.EndOfFileExpected]: 'expected the end of the file',
  [ParseErrorCode.InvalidCommentToken]: 'comments are not allowed',
  [ParseErrorCode.UnexpectedEndOfComment]: 'comments are not allowed',
  [ParseErrorCode.UnexpectedEndOfString]: 'a text is not closed',
  [ParseErrorCode.UnexpectedEndOfNumber]: 'a number is not complete',
  [ParseErrorCode.InvalidUnicode]: 'a text holds a wrong \\u escape',
  [ParseErrorCode.InvalidEscapeCharacter]: 'a text holds a wrong escape',
  [ParseErrorCode.InvalidCharacter]: 'a text holds a control character that is not escaped',
};

/** The first thing that a JSON Schema found wrong: `/groupBy/0/source must be one of ...`. */
export function schemaErrorInWords(error: ErrorObject | undefined): string {
  if (error === undefined) return 'not valid';
  const place = error.instancePath === '' ? '/' : error.instancePath;
  const { allowedValues, additionalProperty } = error.params as Record<string, unknown>;
  if (Array.isArray(allowedValues)) return `${place} must be one of ${allowedValues.map(String).join(', ')}`;
  if (additionalProperty !== undefined) return `${place} has an unknown key "${additionalProperty}"`;
  return `${place} ${error.message}`;
}
