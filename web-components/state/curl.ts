/** What a command needs to know of a request: the part of the graph's `Request` that was sent. */
export interface SentRequest {
  readonly method: string;
  /** Null: the log does not say. */
  readonly host: string | null;
  readonly path: string;
  readonly query: string | null;
  /** Null: not stored. */
  readonly content: {
    readonly requestHeaders: readonly { readonly name: string; readonly value: string }[];
    readonly requestBody: {
      readonly mediaType: string | null;
      readonly text?: string | null;
      readonly base64?: string | null;
    } | null;
  } | null;
}

/** No such host can exist (RFC 2606): a command that was not completed reaches nobody. */
const NO_HOST = 'unknown-host.invalid';

/** What may stand in a URL as it is. Anything else could end the authority early, and send the request elsewhere. */
const HOST = /^(?:[A-Za-z\d](?:[\w.-]*\w)?|\[[\dA-Fa-f:.]+\])(?::\d{1,5})?$/;

/** A header name (RFC 9110). `-H @file` would read a file of whoever runs the command. */
const NAME = /^[\w!#$%&'*+.^`|~-]+$/;

/** Curl counts and frames the body itself. */
const OF_CURL = new Set(['content-length', 'transfer-encoding']);

/**
 * The request as a curl command for bash, zsh and ksh, or for any shell of POSIX where no character is invisible. Nothing
 * that an attacker wrote is read as an option, a file name or another command. The scheme is not in any log: https is
 * written. What was masked stays masked, and is not sent again.
 */
export function curlCommand({ method, host, path, query, content }: SentRequest): string {
  const known = host !== null && HOST.test(host);
  const body = content?.requestBody ?? null;
  const url = `https://${known ? host : NO_HOST}${path === '*' ? '' : targetOf(path, query)}`;
  const options = [
    // Brackets and braces are patterns to curl, and /../ is a path to tidy up.
    ...(/[[\]{}]/.test(url) ? [['--globoff']] : []),
    ...(/\/\.|%2e/i.test(path) ? [['--path-as-is']] : []),
    ...(path === '*' ? [['--request-target', path]] : []),
    ...methodOf(method, body !== null),
    ...headersOf(content?.requestHeaders ?? [], host, known, body).map((header) => ['-H', header]),
    ...(body === null ? [] : [body.base64 == null ? ['--data-raw', body.text ?? ''] : ['--data-binary', '@-']]),
  ];
  const command = [`curl ${word(url)}`, ...options.map((option) => option.map(word).join(' '))].join(' \\\n  ');
  return body?.base64 == null ? command : `printf %s ${word(body.base64)} | base64 -d | ${command}`;
}

/** As it was sent, but for what curl refuses (blanks, control characters) or cuts off (`#`), and what is not ASCII. */
function targetOf(path: string, query: string | null): string {
  const target = query === null ? path : `${path}?${query}`;
  return target.replace(/[^!-~]|#/gu, (character) => bytesOf(character).map(percent).join(''));
}

function methodOf(method: string, hasBody: boolean): string[][] {
  if (method === (hasBody ? 'POST' : 'GET')) return [];
  // With -X HEAD curl waits for a body.
  return [method === 'HEAD' && !hasBody ? ['--head'] : ['-X', method]];
}

function headersOf(
  headers: readonly { name: string; value: string }[],
  host: string | null,
  known: boolean,
  body: NonNullable<SentRequest['content']>['requestBody'],
): string[] {
  const sent = headers.filter(({ name }) => NAME.test(name) && !OF_CURL.has(name.toLowerCase()));
  const named = (wanted: string) => sent.some(({ name }) => name.toLowerCase() === wanted);
  return [
    ...(host !== null && !known && !named('host') ? [header('Host', host)] : []),
    ...sent.map(({ name, value }) => header(name, value)),
    // Curl would say that it is a form.
    ...(body !== null && !named('content-type') ? [`Content-Type: ${body.mediaType ?? ''}`.trim()] : []),
  ];
}

/** An empty header ends with a semicolon: with a colon, curl takes it for one to leave out. */
function header(name: string, value: string): string {
  const line = value.replace(/[\r\n]+/g, ' ').trim();
  return line === '' ? `${name};` : `${name}: ${line}`;
}

/**
 * A text as one word of a command. A terminal acts on control characters even inside quotes, and invisible ones hide what is
 * pasted: these are written as octal bytes in ANSI-C quotes.
 */
function word(text: string): string {
  // No argument holds U+0000; the store has none either.
  const whole = text.replaceAll('\0', '\ufffd');
  // Zsh looks for a program after = at the beginning.
  if (/^[\w./:@-][\w./:=@%+,-]*$/.test(whole)) return whole;
  if (!UNSEEN.test(whole)) return `'${whole.replaceAll("'", "'\\''")}'`;
  return `$'${whole.replace(ESCAPED, (character) => ESCAPES[character] ?? bytesOf(character).map(octal).join(''))}'`;
}

const UNSEEN = /[\p{Cc}\p{Cf}\p{Co}\p{Cs}\p{Zl}\p{Zp}\u115f\u1160\u2800\u3164\uffa0]|\u034f|\u17b4|\u17b5/u;
/** `!` too: bash looks for its history in these quotes. */
const ESCAPED = new RegExp(`${UNSEEN.source}|[\\\\'!]`, 'gu');
const ESCAPES: Readonly<Record<string, string>> = { '\\': '\\\\', "'": "\\'", '\n': '\\n', '\r': '\\r', '\t': '\\t' };

function bytesOf(text: string): number[] {
  return [...new TextEncoder().encode(text)];
}

function octal(byte: number): string {
  return `\\${byte.toString(8).padStart(3, '0')}`;
}

function percent(byte: number): string {
  return `%${byte.toString(16).toUpperCase().padStart(2, '0')}`;
}
