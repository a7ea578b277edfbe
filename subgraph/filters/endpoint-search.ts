/** What an endpoint search asks for. */
interface EndpointSearch {
  /** Upper case; null: any. */
  method: string | null;
  /** Pattern for LIKE; null: any path. */
  pattern: string | null;
}

/**
 * Reads an endpoint search: plain text is contained, `*` and `?` are globs over the whole path, and a leading method
 * narrows (`POST /login*`). A backslash is an ordinary character.
 */
export function parseEndpointSearch(text: string): EndpointSearch {
  const [, method = null, path = ''] = /^\s*(?:([A-Za-z]+)\s+)?(.*?)\s*$/s.exec(text) ?? [];
  const literal = path.replace(/[\\%_]/g, '\\$&');
  const isGlob = /[*?]/.test(path);
  const pattern = isGlob ? literal.replaceAll('*', '%').replaceAll('?', '_') : `%${literal}%`;
  return { method: method?.toUpperCase() ?? null, pattern: path === '' ? null : pattern };
}

/** The LIKE pattern of "contains this text". */
export function containsPattern(text: string): string {
  return `%${text.replace(/[\\%_]/g, '\\$&')}%`;
}
