import { parseCookie } from 'cookie';
import { decodeJwt } from 'jose/jwt/decode';
import type { IncomingBody, IncomingRequest } from '../incoming.type.ts';
import { meaningful } from '../session-key/parameter-values.ts';
import type { TokenPlace } from '../session-key/sessions-config.ts';

/** A parameter that a request has, as a configuration would name it. */
export interface Candidate {
  source: 'REQUEST_HEADER' | 'REQUEST_COOKIE' | 'REQUEST_QUERY' | 'REQUEST_BODY' | 'REQUEST_JWT';
  name: string;
  /** Where the token is whose claim it is; null: it is no claim. */
  token: TokenPlace | null;
  value: string;
}

/** Of every browser and every request: they tell programs apart, or nothing. */
const NOT_OF_A_SESSION =
  /^(?:accept(?:-.*)?|access-control-.*|user-agent|host|connection|content-.*|origin|referer|cookie|sec-.*|cache-control|pragma|if-.*|te|dnt|upgrade.*|date|range|via|forwarded|x-forwarded-.*|x-real-ip|x-requested-with|traceparent|tracestate|x-request-id|x-correlation-id|keep-alive|transfer-encoding|expect|priority)$/i;
/** Claims of when and for whom a token is. */
const NOT_OF_A_CLAIM = /^(?:iat|exp|nbf|iss|aud|typ|azp|jti|nonce)$/;
const FIELDS = 50;

/** All of a request; of equal names the first. */
export function candidatesOf(request: IncomingRequest): Candidate[] {
  const found: Candidate[] = [];
  const add = (source: Candidate['source'], name: string, given: string, token: TokenPlace | null = null) => {
    const value = meaningful(given);
    if (value !== null && name.length <= 128) found.push({ source, name, token, value });
  };
  const addPlace = (source: TokenPlace['source'], name: string, value: string) => {
    add(source, name, value);
    for (const [claim, text] of claimsOf(value)) add('REQUEST_JWT', claim, text, { source, name });
  };
  for (const { name, source, value } of request.parameters)
    if (source !== 'CONNECTION' && source !== 'REQUEST_JWT' && source.startsWith('REQUEST_'))
      add(source as Candidate['source'], name, value);
  for (const { name, value } of request.requestHeaders) {
    if (!NOT_OF_A_SESSION.test(name)) addPlace('REQUEST_HEADER', name.toLowerCase(), value);
    if (/^cookie$/i.test(name))
      for (const [cookie, text] of Object.entries(parseCookie(value))) addPlace('REQUEST_COOKIE', cookie, text ?? '');
  }
  for (const [name, value] of [...new URLSearchParams(request.query ?? '')].slice(0, FIELDS))
    addPlace('REQUEST_QUERY', name, value);
  for (const [name, value] of fieldsOf(request.requestBody)) add('REQUEST_BODY', name, value);
  return found;
}

function claimsOf(text: string): [string, string][] {
  const bare = text.replace(/^\s*[A-Za-z][\w-]*\s+/, '');
  if (!bare.startsWith('eyJ')) return [];
  try {
    return Object.entries(decodeJwt(bare)).flatMap(([name, value]): [string, string][] => {
      if (NOT_OF_A_CLAIM.test(name)) return [];
      if (Array.isArray(value)) return [[name, value.filter((each) => typeof each !== 'object').join(',')]];
      return typeof value === 'object' ? [] : [[name, String(value)]];
    });
  } catch {
    return [];
  }
}

/** Scalars of a JSON object, two levels deep, and fields of a form. */
function fieldsOf(body: IncomingBody | null): [string, string][] {
  const { text, mediaType, truncated } = body ?? {};
  if (!text || truncated) return [];
  if (/x-www-form-urlencoded/i.test(mediaType ?? '')) return [...new URLSearchParams(text)].slice(0, FIELDS);
  if (!text.trimStart().startsWith('{')) return [];
  try {
    return scalars(JSON.parse(text), '$', 2).slice(0, FIELDS);
  } catch {
    return [];
  }
}

function scalars(value: object, path: string, depth: number): [string, string][] {
  return Object.entries(value).flatMap(([name, each]): [string, string][] => {
    if (!/^[A-Za-z_]\w*$/.test(name)) return [];
    const place = `${path}.${name}`;
    if (typeof each === 'string' || typeof each === 'number') return [[place, String(each)]];
    return depth > 1 && typeof each === 'object' && each !== null && !Array.isArray(each)
      ? scalars(each, place, depth - 1)
      : [];
  });
}
