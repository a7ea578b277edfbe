import { normaliseHost } from '../values/hosts.ts';
import type { Place } from './document-place.ts';
import { ANY_HOST } from './specification.type.ts';

/** Where the paths of a specification begin. */
interface Base {
  host: string;
  /** Without a trailing slash: `/api/v1`, or empty. */
  path: string;
}

// A server with enumerated variables stands for all their combinations, within reason.
const MAX_COMBINATIONS = 100;

/**
 * The bases that a list of servers names. A relative URL, or no server at all, applies to the given host, else to any.
 * The given host has the base paths of all servers: after it stands what the specification describes elsewhere.
 */
export function basesOf(servers: Place, host: string | null): Base[] {
  const urls = servers.entries().flatMap(expanded);
  const bases = (urls.length > 0 ? urls : ['/']).flatMap((url): Base[] => {
    const [, authority, path = ''] = /^(?:(?:[A-Za-z][A-Za-z\d+.-]*:)?\/\/([^/?#]*))?([^?#]*)/.exec(url) ?? [];
    const named = authority === undefined ? null : normaliseHost(authority.replace(/^.*@/s, ''));
    const base = basePath(path);
    return [...new Set([named ?? host ?? ANY_HOST, ...(host === null ? [] : [host])])].map((each) => ({
      host: each,
      path: base,
    }));
  });
  return [...new Map(bases.map((base) => [`${base.host} ${base.path}`, base])).values()];
}

function basePath(path: string): string {
  const steps = path.split('/').filter((step) => step !== '' && step !== '.');
  return steps.map((step) => `/${step}`).join('');
}

/** The URLs of a server: one for each combination of its variables. */
function expanded(server: Place): string[] {
  const url = server.at('url');
  let urls = [url.text()];
  for (const [, name = ''] of urls[0]!.matchAll(/\{([^{}]*)\}/g)) {
    const variable = server.at('variables').at(name);
    if (variable.isMissing) url.refuse(`has the variable {${name}}, which the server does not define`);
    const listed = variable.at('enum').entries();
    const values = (listed.length > 0 ? listed : [variable.at('default')]).map((value) => value.text());
    urls = urls.flatMap((text) => values.map((value) => text.replaceAll(`{${name}}`, value)));
    if (urls.length > MAX_COMBINATIONS) url.refuse(`stands for more than ${MAX_COMBINATIONS} servers`);
  }
  return urls;
}
