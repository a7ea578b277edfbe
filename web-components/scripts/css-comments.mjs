// Comments in CSS templates are for who reads the sources. Minifiers take them for text, and would have pages load them.

/** The code without them. */
export const withoutCssComments = (code) =>
  code.replace(/\bcss ?`[^`]*`/g, (template) => template.replace(/\s*\/\*[\s\S]*?\*\//g, ''));

/** The same, for builds by Vite. */
export const cssComments = {
  name: 'css-comments',
  transform: (code) => ({ code: withoutCssComments(code), map: null }),
};
