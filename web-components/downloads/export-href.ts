/**
 * The address of a file that the server has made a link to: a path, or an address, on the host of the endpoint. Undefined:
 * it leads elsewhere, and is not to be followed.
 */
export function exportHref(url: string, endpoint: string, page: string): string | undefined {
  try {
    const own = new URL(endpoint, page);
    const { href, origin, protocol, username, password } = new URL(url, own);
    const isWeb = protocol === 'http:' || protocol === 'https:';
    return isWeb && origin === own.origin && username === '' && password === '' ? href : undefined;
  } catch {
    return undefined;
  }
}
