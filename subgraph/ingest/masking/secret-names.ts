import type { ParameterSource } from '../../values/parameter-sources.ts';

/**
 * Names (of query parameters, form fields, JSON properties, matrix parameters) that are credentials as a whole, without
 * case and without `-`, `_`, `.`, brackets and spaces.
 */
const SECRET = new Set(
  (
    'token jwt password passwd passwort pwd pass passphrase secret sid session sessionid jsessionid phpsessid auth ' +
    'authorization bearer apikey accesskey xapikey sig signature xamzsignature credential credentials otp'
  ).split(' '),
);
/** Parts that make any longer name a credential (`new_password`, `client_secret`, `X-Amz-Security-Token`). */
const SECRET_PART = /password|passwd|passphrase|secret|apikey|sessionid|privatekey|token$/;
/** Tokens that are places in a list, not credentials. */
const PAGE_TOKEN = /(?:page|next|prev|previous|continuation|sync|cursor)token$/;

/** Whether a query parameter, form field or JSON property of this name holds a credential. */
export const isSecretName = remembered((name) => {
  const bare = name.toLowerCase().replace(/[-_.[\]\s]/g, '');
  return SECRET.has(bare) || (SECRET_PART.test(bare) && !PAGE_TOKEN.test(bare));
});

const SECRET_HEADER =
  /cookie|token|secret|passw|pwd|api[-_]?key|session|jwt|credential|authorization|authentication|(?:^|[-_])auth(?:$|[-_])|(?:access|subscription|functions|private)[-_]?key/i;

/** Whether a header of this name holds a credential. */
export const isSecretHeader = remembered((name) => SECRET_HEADER.test(name));

/** Browsers tell these prefixes without case. */
const COOKIE_PREFIX = /^__(?:host-http|host|secure|http)-/i;

/** Whether the value of a parameter is a credential by its name alone: kept as a hash, whatever the configuration says. */
export function holdsCredential(source: ParameterSource, name: string): boolean {
  if (source.endsWith('_HEADER')) return isSecretHeader(name);
  if (source === 'REQUEST_COOKIE') {
    return isSecretName(name.replace(COOKIE_PREFIX, '')) || /session|sid$|auth|token/i.test(name);
  }
  // the last name of a JSONPath: `$.login.password`, `$['password']`
  return isSecretName(/([^.[\]'"]+)['"\]]*$/.exec(name)?.[1] ?? name);
}

/** The same few names come with every request; made-up ones must not fill the memory. */
function remembered(judge: (name: string) => boolean): (name: string) => boolean {
  const known = new Map<string, boolean>();
  return (given) => {
    const name = given.slice(0, 128);
    let verdict = known.get(name);
    if (verdict === undefined) {
      verdict = judge(name);
      if (known.size < 4096) known.set(name, verdict);
    }
    return verdict;
  };
}
