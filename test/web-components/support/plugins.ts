import type { AnyPlugin } from '../../../web-components/plugins/core/contract.ts';

export const plugin = (changes: Partial<AnyPlugin> = {}): AnyPlugin => ({ id: 'acme', apiVersion: 1, ...changes });

/** What the console of the browser was warned of while a test ran; given back to it in the end. */
export function hearWarnings(): { said: string[]; stop: () => void } {
  const said: string[] = [];
  const { warn } = console;
  console.warn = (...parts: unknown[]) => {
    said.push(parts.map(String).join(' '));
  };
  return {
    said,
    stop: () => {
      console.warn = warn;
    },
  };
}

/** An answer of a server to fields that it does not know. */
export const refused = (query: string, fields: readonly string[]): Response | undefined => {
  const lines = query.split('\n');
  const errors = lines.flatMap((text, index) =>
    fields
      .filter((field) => new RegExp(`\\b${field}\\b`).test(text))
      .map((field) => ({
        message: `Cannot query field "${field}" on type "Session".`,
        locations: [{ line: index + 1, column: text.indexOf(field) + 1 }],
        extensions: { code: 'GRAPHQL_VALIDATION_FAILED' },
      })),
  );
  if (errors.length === 0) return undefined;
  return new Response(JSON.stringify({ errors }), { status: 400, headers: { 'content-type': 'application/json' } });
};
