import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { Ajv, type ValidateFunction } from 'ajv';
import { JSONPathEnvironment, type JSONPathQuery } from 'json-p3';
import { StartupError } from '../../startup-error.ts';
import { parseJson, schemaErrorInWords } from '../../values/json-file.ts';
import type { ParameterSource } from '../../values/parameter-sources.ts';
import { type TrustedProxies, trustedProxy } from '../client-address.ts';
import { holdsCredential } from '../masking/secret-names.ts';

/** A parameter that is read out of a request or its response. */
export interface SessionParameter {
  source: Exclude<ParameterSource, 'CONNECTION'>;
  /** As configured: header, cookie or query name, claim, form field, or JSONPath. */
  name: string;
  /** Where the JWT is; null unless the source is REQUEST_JWT. */
  token: TokenPlace | null;
  /** Compiled name where it is a JSONPath (bodies, claims); null: a plain name. */
  jsonPath: JSONPathQuery | null;
}

export interface TokenPlace {
  source: 'REQUEST_HEADER' | 'REQUEST_COOKIE' | 'REQUEST_QUERY';
  name: string;
}

export interface ContextParameter extends SessionParameter {
  /** Which field of the request it fills; null: it is only shown. */
  type: 'user' | 'role' | null;
  /** Only a hash is kept: asked for, or the parameter is a grouping key, or its name says that it is a credential. */
  hash: boolean;
}

/** How requests become sessions. Fixed once loaded: what is derived from it is cached per object. */
export interface SessionsConfig {
  readonly groupBy: readonly SessionParameter[];
  readonly builtIn: boolean;
  readonly context: readonly ContextParameter[];
  /** Proxies in front of the API, whose lists of addresses are believed; none: not known. */
  readonly trustedProxies: TrustedProxies;
}

/** A configuration that cannot be used. The message is one line that names the file and the place in it. */
export class SessionsConfigError extends StartupError {
  override readonly name = 'SessionsConfigError';
}

/**
 * Reads the grouping configuration. Null: the built-in set alone.
 * @throws {SessionsConfigError} the file cannot be read, is not JSON, or says something that it may not
 */
export function loadSessionsConfig(file: string | null): SessionsConfig {
  if (file === null) return { groupBy: [], builtIn: true, context: [], trustedProxies: [] };
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    const why = (error as NodeJS.ErrnoException).code === 'ENOENT' ? 'no such file' : (error as Error).message;
    throw new SessionsConfigError(`${file}: cannot be read: ${why}`);
  }
  return parseSessionsConfig(text, basename(file));
}

/**
 * @param fileName what errors call the file
 * @throws {SessionsConfigError} not JSON (with line:column), or not what the schema allows (with the JSON pointer)
 */
export function parseSessionsConfig(text: string, fileName: string): SessionsConfig {
  const written = checked(parseJson(text, fileName, SessionsConfigError), fileName);
  const groupBy = (written.groupBy ?? []).map((it, i) => parameter(it, `${fileName}: /groupBy/${i}`));
  const grouping = new Set(groupBy.map(parameterId));
  const context = (written.context ?? []).map((it, i): ContextParameter => {
    const read = parameter(it, `${fileName}: /context/${i}`);
    // a fact of the configuration, not of the request: else one user appeared under a name here and under a hash there
    const hash = it.hash === true || grouping.has(parameterId(read)) || holdsCredential(read.source, read.name);
    return { ...read, type: it.type ?? null, hash };
  });
  const trustedProxies = (written.trustedProxies ?? []).map(
    (text, i) =>
      trustedProxy(text) ??
      fail(`${fileName}: /trustedProxies/${i} "${text}" should be an address or a network such as 10.0.0.0/8`),
  );
  return { groupBy, builtIn: written.builtIn ?? true, context, trustedProxies };
}

function fail(message: string): never {
  throw new SessionsConfigError(message);
}

/** Equal for parameters that read the same thing: case matters in every name but a header's. */
export function parameterId({ source, name }: { source: ParameterSource; name: string }): string {
  return `${source} ${source.endsWith('_HEADER') ? name.toLowerCase() : name}`;
}

interface WrittenParameter {
  source: SessionParameter['source'];
  name: string;
  token?: TokenPlace;
  type?: 'user' | 'role';
  hash?: boolean;
}
interface WrittenConfig {
  groupBy?: WrittenParameter[];
  builtIn?: boolean;
  context?: WrittenParameter[];
  trustedProxies?: string[];
}

const environment = new JSONPathEnvironment();

function parameter({ source, name, token }: WrittenParameter, place: string): SessionParameter {
  if (token !== undefined && source !== 'REQUEST_JWT') {
    throw new SessionsConfigError(`${place}/token is only for source REQUEST_JWT`);
  }
  const mayBePath = source === 'REQUEST_JWT' || source.endsWith('_BODY');
  let jsonPath: JSONPathQuery | null = null;
  if (mayBePath && name.startsWith('$')) {
    try {
      jsonPath = environment.compile(name);
    } catch (error) {
      const why = (error as Error).message.replaceAll(/\s+/g, ' ');
      throw new SessionsConfigError(`${place}/name is not a JSONPath (RFC 9535): ${why}`);
    }
  }
  const bearer: TokenPlace = { source: 'REQUEST_HEADER', name: 'authorization' };
  return { source, name, jsonPath, token: source === 'REQUEST_JWT' ? (token ?? bearer) : null };
}

let validate: ValidateFunction<WrittenConfig> | undefined;

function checked(value: unknown, fileName: string): WrittenConfig {
  // read, not imported: Node 20 warns about every JSON import
  validate ??= new Ajv().compile<WrittenConfig>(
    JSON.parse(readFileSync(new URL('./sessions-config.schema.json', import.meta.url), 'utf8')),
  );
  if (validate(value)) return value;
  throw new SessionsConfigError(`${fileName}: ${schemaErrorInWords(validate.errors?.[0])}`);
}
