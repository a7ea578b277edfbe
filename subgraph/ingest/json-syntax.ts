/** Where a text stops being JSON. */
export interface JsonSyntaxError {
  /** 1-based. */
  line: number;
  /** 1-based, in UTF-16 units as editors count. */
  column: number;
  /** What should have stood there. */
  expected: string;
}

const TOKEN =
  /[\t\n\r ]*(?:([{}[\],:])|("(?:[^"\\\u0000-\u001f]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*")|(-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null)(?![\w.+-]))/y;

/** The first syntax error of a text that `JSON.parse` refused (its own messages often carry no position). Null: it is JSON. */
export function jsonSyntaxError(text: string): JsonSyntaxError | null {
  const open: ('{' | '[')[] = [];
  // what may come next; `]` and `}` where an empty list or object may close
  let state: 'value' | 'value or ]' | 'name' | 'name or }' | ':' | 'next' | 'end' = 'value';
  TOKEN.lastIndex = 0;
  for (;;) {
    const from = TOKEN.lastIndex;
    const token = TOKEN.exec(text);
    if (token === null) {
      const at = from + (/^[\t\n\r ]*/.exec(text.slice(from))?.[0].length ?? 0);
      return at >= text.length && state === 'end' ? null : place(text, at, words(state, open.at(-1)));
    }
    const [whole, mark, string] = token;
    const close = mark === '}' || mark === ']';
    const failed = () => place(text, from + whole.length - whole.trimStart().length, words(state, open.at(-1)));
    if (state === 'value' || state === 'value or ]') {
      if (mark === '{' || mark === '[') {
        open.push(mark);
        state = mark === '{' ? 'name or }' : 'value or ]';
        continue;
      }
      if (mark === ']' && state === 'value or ]') open.pop();
      else if (mark !== undefined) return failed();
    } else if (state === 'name' || state === 'name or }') {
      if (string !== undefined) {
        state = ':';
        continue;
      }
      if (mark !== '}' || state === 'name') return failed();
      open.pop();
    } else if (state === ':') {
      if (mark !== ':') return failed();
      state = 'value';
      continue;
    } else if (state === 'next' && mark === ',') {
      state = open.at(-1) === '{' ? 'name' : 'value';
      continue;
    } else if (state === 'next' && close && mark === (open.at(-1) === '{' ? '}' : ']')) {
      open.pop();
    } else return failed();
    state = open.length === 0 ? 'end' : 'next';
  }
}

function words(state: string, open: '{' | '[' | undefined): string {
  if (state === 'next') return open === '{' ? "',' or '}'" : "',' or ']'";
  if (state === 'name' || state === 'name or }') return 'a property name in double quotes';
  if (state === 'end') return 'the end of the file';
  return state === ':' ? "':'" : 'a value';
}

function place(text: string, at: number, expected: string): JsonSyntaxError {
  const before = text.slice(0, at).split('\n');
  return { line: before.length, column: (before.at(-1)?.length ?? 0) + 1, expected };
}
