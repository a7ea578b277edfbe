/** A position of the paths of a host whose values are a parameter: `{name}`, in front of the same file extension. */
export interface VariablePlace {
  /** The template up to it, `/blog` of `/blog/{name}`. */
  prefix: string;
  /** File extension of the values, `.csv`; empty: none. */
  suffix: string;
  /** What stands there and is none of the values, in its order. */
  words: string[];
  /** Of values without one: endings that are no part of a name there, in their order (`.csv`; `john.smith` has none). */
  extensions: string[];
}

export const VALUE = '{name}';

/** What APIs call what is no thing of a list: these are endpoints of their own, however many values stand beside them. */
const RESERVED = new Set(
  `me self current mine all any new none null undefined latest recent last first next today random top popular trending
  search find filter query lookup suggest autocomplete list index count total stats statistics summary report reports metrics
  create add edit update delete remove save cancel confirm verify validate check test batch bulk import export upload download
  login logout signin signout signup register auth oauth token tokens session sessions password reset forgot refresh callback
  admin config configuration settings preferences options profile account info status health healthz ready readyz live
  livez ping version versions debug trace docs help about contact schema openapi documentation swagger graphql events stream ws webhook
  webhooks notifications feed rss sitemap robots favicon api apis rest rpc internal public private static assets`.split(
    /\s+/,
  ),
);

/** Where an API has its own words: the root, and what is made of nothing but `api` and versions. */
const BASE =
  /^(?:\/(?:api|apis|rest|rpc|graphql|public|internal|v?\d{1,2}(?:\.\d{1,2})?|v\d{1,4}(?:[a-z]+\d{1,2})?))*$/i;

/** Three words or more. */
const SLUG = /^[^-_]+(?:[-_][^-_]+){2,}$/;

/** Which of the values of a position may be a parameter there, by their spelling alone. */
export function mayBeValue(prefix: string, segment: string): boolean {
  if (segment.includes('{') || segment === '*' || /^[_.$~]/.test(segment)) return false;
  const { stem } = partsOf(segment);
  return !RESERVED.has(stem.toLowerCase()) && (!BASE.test(prefix) || SLUG.test(stem));
}

/** A segment, and what may be its file extension. */
export function partsOf(segment: string): { stem: string; suffix: string } {
  const [, stem = segment, suffix = ''] = /^(.+?)((?:\.[A-Za-z][A-Za-z0-9]{0,15}){1,2})$/s.exec(segment) ?? [];
  return { stem, suffix };
}

/** The variable positions of one host, ready to be asked. */
export class VariablePlaces {
  private readonly places: ReadonlyMap<string, { words: ReadonlySet<string>; extensions: ReadonlySet<string> }>;

  constructor(places: readonly VariablePlace[]) {
    this.places = new Map(
      places.map(({ prefix, suffix, words, extensions }) => [
        keyOf(prefix, suffix),
        { words: new Set(words), extensions: new Set(extensions) },
      ]),
    );
  }

  /** A template that was made of a path, with the values of variable positions replaced; one that was is its own. */
  generalise(template: string): string {
    if (this.places.size === 0 || template === '/' || !template.startsWith('/')) return template;
    let prefix = '';
    for (const segment of template.slice(1).split('/')) prefix += `/${this.parameterOf(prefix, segment) ?? segment}`;
    return prefix;
  }

  /** Null: it is no value. */
  private parameterOf(prefix: string, segment: string): string | null {
    if (!mayBeValue(prefix, segment)) return null;
    const { suffix } = partsOf(segment);
    const own = this.places.get(keyOf(prefix, suffix));
    if (own) return own.words.has(segment) ? null : VALUE + suffix;
    const whole = this.places.get(keyOf(prefix, ''));
    return whole && !whole.extensions.has(suffix) && !whole.words.has(segment) ? VALUE : null;
  }
}

export const NO_PLACES = new VariablePlaces([]);

const keyOf = (prefix: string, suffix: string) => `${prefix} ${suffix}`;
