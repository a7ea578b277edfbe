/** Plain text, or text per locale. Never HTML. */
export type Text = string | ((locale: string) => string);

/** Whatever Lit renders: a template of any copy of Lit 2 or 3, a Node, a string, a list of these, nothing. */
export type Renderable = unknown;
