/** The address as the browser reads it, when it leads to a page: http(s), or a path of this site; else undefined. */
export function safeHref(href: unknown, base: string): string | undefined {
  if (typeof href !== 'string' || href.trim() === '') return undefined;
  try {
    const { protocol, username, password } = new URL(href, base);
    const leads = (protocol === 'http:' || protocol === 'https:') && username === '' && password === '';
    return leads ? href : undefined;
  } catch {
    return undefined;
  }
}
