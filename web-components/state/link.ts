/** Of the parameters; raised when they change their meaning. */
export const URL_VERSION = '1';

/** Writes the parameters of an explorer into the query of an address, each with its prefix. What others keep there stays. */
export function writeParams(own: Iterable<[string, string]>, query: URLSearchParams, key: string): URLSearchParams {
  const written = new URLSearchParams([...query].filter(([name]) => !name.startsWith(`${key}.`)));
  const params = [...own];
  if (params.length > 0) params.unshift(['v', URL_VERSION]);
  for (const [name, value] of params) written.append(`${key}.${name}`, value);
  return written;
}

/** What a link to sessions shows: filters as the `params` of an explorer, an open session, or both. */
export interface LinkTarget {
  readonly params?: string;
  /** Id of a session part. */
  readonly session?: string;
}

/**
 * The address of a view of sessions, for links and menus of the host. Pure: works on a server too.
 * @param page address of the page that holds the explorer; what is in its query stays. Other schemes than http(s) give `#`.
 * @param key prefix of that explorer's parameters
 */
export function sessionsLink({ params = '', session }: LinkTarget, page: string, key: string): string {
  if (!isWebAddress(page)) return '#';
  const [, path = '', query = '', hash = ''] = /^([^?#]*)(?:\?([^#]*))?(#.*)?$/.exec(page) ?? [];
  const own = new URLSearchParams(params);
  own.delete('v');
  if (session !== undefined) own.set('open', session);
  const written = writeParams(own, new URLSearchParams(query), key).toString();
  return `${path}${written ? `?${written}` : ''}${hash}`;
}

function isWebAddress(page: string): boolean {
  try {
    return /^https?:$/.test(new URL(page, 'http://localhost').protocol);
  } catch {
    return false;
  }
}
