import { pathTemplate } from '../endpoints/path-template.ts';
import type { IncomingParameter, IncomingRequest } from './incoming.type.ts';
import { header } from './readers/headers.ts';

/** A call of the Model Context Protocol over Streamable HTTP: one address for everything, what is wanted stands in headers or in the body. */
export interface McpCall {
  /** Such as `tools/call`; null: it is not told, or is none that a path can show. */
  method: string | null;
  /** The tool or prompt; null: none, or none that a path can show. */
  name: string | null;
  /** The trace that the call is a part of, which other calls share; null: none. */
  trace: string | null;
}

const SHOWN = /^[\w.-]{1,64}(?:\/[\w.-]{1,64}){0,3}$/;
/** Whose names are few: those of resources are addresses. */
const NAMED = new Set(['tools/call', 'prompts/get']);

/** Null: the request is none. The headers say so: JSON-RPC alone may be anything. */
export function mcpCall({ requestHeaders, requestBody }: IncomingRequest): McpCall | null {
  if (!requestHeaders.some(({ name }) => /^mcp-(?:method|protocol-version|session-id)$/i.test(name))) return null;
  const body = messageIn(requestBody?.text);
  const params = body?.params ?? {};
  const method = shown(header(requestHeaders, 'mcp-method') ?? body?.method);
  const name = method !== null && NAMED.has(method) ? shown(header(requestHeaders, 'mcp-name') ?? params.name) : null;
  const [, trace = null] = /^[\da-f]{2}-([\da-f]{32})-/i.exec(String(params._meta?.traceparent ?? '')) ?? [];
  return { method, name, trace: trace?.toLowerCase() ?? null };
}

/** `/mcp#tools/call/get_weather`: each tool is an endpoint, as it would be of any other API. Null: it says no method. */
export function mcpTemplate({ path }: Pick<IncomingRequest, 'path'>, { method, name }: McpCall): string | null {
  if (method === null) return null;
  return `${pathTemplate(path)}#${method}${name === null ? '' : `/${name}`}`;
}

/** What is shown with each call. */
export function mcpParameters({ trace }: McpCall): IncomingParameter[] {
  return trace === null ? [] : [{ source: 'REQUEST_BODY', name: '$.params._meta.traceparent', value: trace }];
}

interface Message {
  method?: unknown;
  params?: { name?: unknown; _meta?: { traceparent?: unknown } };
}

/** Null: it is cut, or no single message. */
function messageIn(text: string | undefined): Message | null {
  if (!text?.trimStart().startsWith('{')) return null;
  try {
    const message = JSON.parse(text) as Message;
    return typeof message.params === 'object' && message.params !== null ? message : { ...message, params: {} };
  } catch {
    return null;
  }
}

function shown(text: unknown): string | null {
  return typeof text === 'string' && SHOWN.test(text) ? text : null;
}
