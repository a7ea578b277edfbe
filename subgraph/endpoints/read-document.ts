import { LineCounter, parseDocument } from 'yaml';
import { StartupError } from '../startup-error.ts';
import { parseJson } from '../values/json-file.ts';

/**
 * The value that a JSON or YAML text spells. What begins like a JSON object is read as JSON unless the file is named
 * as YAML.
 * @throws {StartupError} with line and column
 */
export function readDocument(text: string, fileName: string): unknown {
  const bare = text.replace(/^\uFEFF/, '');
  const isJson = /\.json$/i.test(fileName) || (/^\s*\{/.test(bare) && !/\.ya?ml$/i.test(fileName));
  return isJson ? parseJson(bare, fileName) : readYaml(bare, fileName);
}

function readYaml(text: string, fileName: string): unknown {
  const lines = new LineCounter();
  try {
    // Merge keys are no YAML 1.2, and people write them.
    const document = parseDocument(text, { lineCounter: lines, prettyErrors: false, merge: true });
    const [wrong] = document.errors;
    if (!wrong) return document.toJS();
    const { line, col } = lines.linePos(wrong.pos[0]);
    throw new StartupError(`${fileName}:${line}:${col}: not YAML: ${firstLine(wrong.message)}`);
  } catch (error) {
    if (error instanceof StartupError) throw error;
    // Aliases that blow up, or nesting beyond the stack.
    throw new StartupError(`${fileName}: not readable as YAML: ${firstLine((error as Error).message)}`);
  }
}

function firstLine(text: string): string {
  return text.split('\n')[0] ?? '';
}
