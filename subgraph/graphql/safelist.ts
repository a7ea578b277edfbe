import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { StartupError } from '../startup-error.ts';
import { parseJson } from '../values/json-file.ts';

/** Written by scripts/safelist.ts. */
const OF_ELEMENTS = join(import.meta.dirname, 'safelist.elements.json');

/**
 * The hashes of operations that are answered.
 * @param name `elements`, or a file of the same form: `{ "operations": [{ "name": ..., "sha256": ... }] }`
 * @throws StartupError that says what is wrong with the file
 */
export function loadSafelist(name: string): ReadonlySet<string> {
  const file = name === 'elements' ? OF_ELEMENTS : name;
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch {
    throw new StartupError(`SESSIONS_SAFELIST must be elements or a file that can be read, not "${name}"`);
  }
  const { operations } = Object(parseJson(text, name)) as { operations?: unknown };
  if (!Array.isArray(operations)) throw new StartupError(`${name}: operations must be a list: { "operations": [...] }`);
  const hashes = operations.map((operation, index) => {
    const { sha256 } = Object(operation) as { sha256?: unknown };
    if (typeof sha256 === 'string' && /^[0-9a-f]{64}$/i.test(sha256)) return sha256.toLowerCase();
    throw new StartupError(`${name}: operations[${index}].sha256 must be 64 hexadecimal digits`);
  });
  return new Set(hashes);
}

/** Refuses every operation that is not listed, as it was sent, before anything of it is read. */
export function refuseUnlisted(safelist: ReadonlySet<string>) {
  return async ({ method, body, query }: FastifyRequest, reply: FastifyReply): Promise<unknown> => {
    const { query: text } = Object(method === 'GET' ? query : body) as { query?: unknown };
    if (typeof text === 'string' && safelist.has(createHash('sha256').update(text).digest('hex'))) return;
    const message = 'this operation is not on the list of those that are answered here (SESSIONS_SAFELIST)';
    return reply.code(400).send({ errors: [{ message, extensions: { code: 'OPERATION_NOT_LISTED' } }] });
  };
}
