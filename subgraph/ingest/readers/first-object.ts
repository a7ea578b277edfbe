/** What the beginning of a JSON text says of its first object: of the first line, or the first element of a list. */
interface FirstObject {
  inList: boolean;
  /** Its own properties in their order, with the beginning of each value; as far as the text goes. */
  properties: ReadonlyMap<string, string>;
}

const TOKEN = /"(?:[^"\\]|\\.)*"|[{}[\],:]/gs;

/** Null: the text does not begin with an object, or a list of objects. */
export function firstObject(head: string): FirstObject | null {
  const begin = /^\ufeff?\s*(\[\s*)?\{/.exec(head);
  if (!begin) return null;
  const properties = new Map<string, string>();
  let depth = 1;
  let text: string | null = null;
  for (const { 0: token, index } of head.slice(begin[0].length).matchAll(TOKEN)) {
    if (depth === 1 && token === ':' && text !== null) {
      const value = begin[0].length + index + 1;
      properties.set(nameOf(text), head.slice(value, value + 40).trimStart());
    }
    text = token.startsWith('"') ? token : null;
    if (token === '{' || token === '[') depth++;
    if (token === '}' || token === ']') depth--;
    if (depth === 0) break;
  }
  return { inList: begin[1] !== undefined, properties };
}

function nameOf(text: string): string {
  try {
    return String(JSON.parse(text));
  } catch {
    return text.slice(1, -1);
  }
}
