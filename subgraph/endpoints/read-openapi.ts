import { normaliseHost } from '../values/hosts.ts';
import { Place } from './document-place.ts';
import { decoded } from './path-pattern.ts';
import { readDocument } from './read-document.ts';
import { basesOf } from './servers.ts';
import type { Operation, Specification } from './specification.type.ts';

/** What is said of a specification beside its text. */
export interface SpecificationOptions {
  /** The host that it applies to, beside those that its servers name. */
  host?: string | null;
  /** In place of its title. */
  name?: string | null;
  /** In place of its own version. */
  version?: string | null;
}

const METHODS = ['get', 'put', 'post', 'delete', 'options', 'head', 'patch', 'trace'];
const MAX_PATH = 1024;

/**
 * Reads the paths of an OpenAPI 3.0 or 3.1 document, JSON or YAML. Schemas and examples are not looked at: a mistake
 * there hides no endpoint.
 * @param fileName what errors call the file, and the specification where it has no title
 * @throws {StartupError} with the place: line and column of a text that is no document, else a JSON pointer
 */
export function readSpecification(text: string, fileName: string, options: SpecificationOptions = {}): Specification {
  const document = new Place(fileName, readDocument(text, fileName));
  checkVersion(document);
  const host = options.host == null ? null : normaliseHost(options.host);
  const operations = new Map<string, Operation>();
  for (const [path, item] of document.at('paths').members()) {
    if (path.startsWith('x-')) continue;
    checkPath(path, item);
    for (const operation of operationsOf(document, path, item, host)) {
      const key = JSON.stringify([operation.method, operation.host, operation.path]);
      const known = operations.get(key);
      if (known) known.tags = [...new Set([...known.tags, ...operation.tags])];
      else operations.set(key, operation);
    }
  }
  if (operations.size === 0) document.at('paths').refuse('has no operation');
  const info = document.at('info');
  const label = (given: string | null | undefined, own: Place, fallback: string) =>
    storable(given ?? (own.isMissing ? fallback : own.text()), own);
  return {
    name: label(options.name, info.at('title'), fileName),
    version: label(options.version, info.at('version'), ''),
    operations: [...operations.values()],
  };
}

function checkVersion(document: Place): void {
  document.members();
  if (document.isMissing) document.refuse('is empty: expected an OpenAPI 3.0 or 3.1 document');
  const swagger = document.at('swagger');
  if (!swagger.isMissing) swagger.refuse(`says Swagger ${swagger.text()}: convert it to OpenAPI 3.0 or 3.1 first`);
  const version = document.at('openapi');
  if (version.isMissing) version.refuse('is missing: expected an OpenAPI 3.0 or 3.1 document');
  // YAML takes an unquoted 3.0 for the number 3.
  const known = typeof version.value === 'number' ? /^3(\.1)?$/ : /^3\.[01](\.\d+)?([-+].*)?$/;
  if (!known.test(version.text())) version.refuse(`is ${version.text()}: OpenAPI 3.0 and 3.1 can be read`);
}

function checkPath(path: string, item: Place): void {
  if (!path.startsWith('/')) item.refuse('must begin with "/"');
  if (path.length > MAX_PATH) item.refuse(`is longer than ${MAX_PATH} characters`);
  if (/[{}]/.test(path.replace(/\{[^{}]+\}/g, ''))) item.refuse('has a brace that belongs to no parameter');
  storable(path, item);
}

/** PostgreSQL holds neither NUL nor half a character. */
function storable(text: string, place: Place): string {
  return /[\u0000-\u001f\u007f]/.test(text) || !text.isWellFormed()
    ? place.refuse('has a character that no name may have')
    : text;
}

function operationsOf(document: Place, path: string, written: Place, host: string | null): Operation[] {
  const item = resolved(document, written);
  // Some write the query or a fragment into the path; endpoints are told apart by path alone.
  const bare = path.replace(/[?#].*$/s, '');
  return METHODS.flatMap((method) => {
    const operation = item(method);
    if (operation.isMissing) return [];
    operation.members();
    const tags = operation.at('tags').entries();
    const servers = [operation.at('servers'), item('servers'), document.at('servers')];
    const nearest = servers.find((each) => each.entries().length > 0) ?? servers[2]!;
    return basesOf(nearest, host).map((base) => ({
      method: method.toUpperCase(),
      host: base.host,
      path: storable(`${base.path}${bare === '/' && base.path !== '' ? '' : bare}`, nearest),
      tags: tags.map((tag) => storable(tag.text(), tag)),
    }));
  });
}

/** A path item with its `$ref` followed inside the document; its own fields go before those of what it refers to. */
function resolved(document: Place, written: Place): (field: string) => Place {
  const chain = [written];
  for (;;) {
    const item = chain.at(-1)!;
    item.members();
    const reference = item.at('$ref');
    if (reference.isMissing) break;
    const target = follow(document, reference);
    if (chain.some(({ pointer }) => pointer === target.pointer)) reference.refuse('refers to itself');
    chain.push(target);
  }
  return (field) => chain.map((item) => item.at(field)).find((each) => !each.isMissing) ?? written.at(field);
}

function follow(document: Place, reference: Place): Place {
  const text = reference.text();
  if (!text.startsWith('#/')) {
    reference.refuse(`refers to another document (${text}): bundle the specification into one file first`);
  }
  const target = text
    .slice(2)
    .split('/')
    .reduce((place, step) => place.at(decoded(step).replaceAll('~1', '/').replaceAll('~0', '~')), document);
  if (target.isMissing) reference.refuse(`refers to ${text}, which is not there`);
  return target;
}
