import type { ErrorObject } from 'ajv';
import { StartupError } from '../errors.ts';
import { jsonSyntaxError } from './json-syntax.ts';

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
    const wrong = jsonSyntaxError(json);
    if (wrong === null) throw new Failure(`${fileName}: not JSON: ${(error as Error).message}`);
    throw new Failure(
      `${fileName}:${wrong.line}:${wrong.column}: not JSON: expected ${wrong.expected} (comments are not allowed)`,
    );
  }
}

/** The first thing that a JSON Schema found wrong: `/groupBy/0/source must be one of ...`. */
export function schemaErrorInWords(error: ErrorObject | undefined): string {
  if (error === undefined) return 'not valid';
  const place = error.instancePath === '' ? '/' : error.instancePath;
  const { allowedValues, additionalProperty } = error.params as Record<string, unknown>;
  if (Array.isArray(allowedValues)) return `${place} must be one of ${allowedValues.map(String).join(', ')}`;
  if (additionalProperty !== undefined) return `${place} has an unknown key "${additionalProperty}"`;
  return `${place} ${error.message}`;
}
