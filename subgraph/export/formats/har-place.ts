/** The place of a request. */
interface Place {
  host: string | null;
  path: string;
  query: string | null;
}

/** What an entry of a HAR says of the place of its request. */
interface HarPlace {
  url: string;
  /** The host, where the URL cannot say it; null: the log does not say. */
  _host?: string | null;
  /** The request target as it was sent, where the URL cannot say it: `*`, or with characters that no URL may have. */
  _target?: string;
  comment?: string;
}

/** No such host can exist (RFC 2606). */
const NO_HOST = 'unknown-host.invalid';

/** As URLs may have it: a name or an address, with or without a port. */
const HOST = /^(?:[\w.~-]+|\[[\da-f:.]+\])(?::\d{1,5})?$/i;

/** Logs do not tell the scheme: https is written for all. */
export function placeOf({ host, path, query }: Place): HarPlace {
  const target = query === null ? path : `${path}?${query}`;
  const written = path === '*' ? '/*' : encoded(path) + (query === null ? '' : `?${encoded(query)}`);
  const known = host !== null && HOST.test(host);
  const place: HarPlace = {
    url: `https://${known ? host : host === null ? NO_HOST : encodeURIComponent(host)}${written}`,
  };
  if (!known) place._host = host;
  if (host === null) place.comment = `The log does not say the host: ${NO_HOST} stands in its place.`;
  if (written !== target) place._target = target;
  return place;
}

/** With `%` escapes for all that a URL may not have in its path or query (RFC 3986). */
function encoded(text: string): string {
  return text.replace(/%(?![\dA-Fa-f]{2})|[^A-Za-z\d_.~!$&'()*+,;=:@/?%-]/gu, (character) =>
    encodeURIComponent(character),
  );
}
