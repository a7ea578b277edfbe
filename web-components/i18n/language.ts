import type { ReactiveController } from 'lit';
import type { Terms } from './en.ts';

/** The words of one part of the package, so that a small element need not carry those of all. */
export interface Dictionary<Words> {
  readonly english: Words;
  /** Languages beside English, loaded when a page asks for them. */
  readonly loaders: ReadonlyMap<string, () => Promise<Words>>;
  /** This part of the words of the whole package; undefined: a translation leaves it out. */
  part(terms: Terms): Words | undefined;
}

/** Of the host, whole packages of words. */
const registered = new Map<string, Terms>();
/** By what loads them; undefined: on their way. */
const loaded = new Map<() => Promise<unknown>, unknown>();
const controllers = new Set<LanguageController<unknown>>();
let observer: MutationObserver | undefined;

/** Adds a language, or replaces one: `registerTranslation('fr', { ...en, sessions: ... })`. */
export function registerTranslation(language: string, terms: Terms): void {
  registered.set(language.toLowerCase(), terms);
  changed();
}

function changed(): void {
  for (const controller of controllers) controller.changed();
}

/** Undefined: no such translation, or not yet. */
function wordsIn<Words>({ english, loaders, part }: Dictionary<Words>, language: string): Words | undefined {
  const terms = registered.get(language);
  if (terms) return part(terms);
  if (language === 'en') return english;
  const load = loaders.get(language);
  if (!load || loaded.has(load)) return loaded.get(load!) as Words | undefined;
  loaded.set(load, undefined);
  load().then(
    (words) => {
      loaded.set(load, words);
      changed();
    },
    // Offline, say: English stays, and the next element that asks tries again.
    () => loaded.delete(load),
  );
  return undefined;
}

export interface LanguageHost {
  addController(controller: ReactiveController): void;
  requestUpdate(): void;
  /** The element's own `lang`. */
  readonly lang: string;
  /** What a provider says. */
  readonly providedLocale: string | undefined;
}

/**
 * Words in the language of the element: its own `lang`, else that of its provider, of the page, of the browser; English
 * where there is no translation.
 */
export class LanguageController<Words> implements ReactiveController {
  constructor(
    private readonly language: LanguageHost,
    private readonly dictionary: Dictionary<Words>,
  ) {
    language.addController(this);
  }

  hostConnected(): void {
    if (controllers.size === 0) {
      observer = new MutationObserver(changed);
      observer.observe(document.documentElement, { attributes: true, attributeFilter: ['lang'] });
    }
    controllers.add(this);
  }

  hostDisconnected(): void {
    controllers.delete(this);
    if (controllers.size === 0) observer?.disconnect();
  }

  changed(): void {
    this.language.requestUpdate();
  }

  /** The words. */
  get terms(): Words {
    return this.resolved.terms;
  }

  /** What numbers and times are written in: the wanted locale where the words are of its language. */
  get locale(): string {
    return this.resolved.locale;
  }

  private get resolved(): { terms: Words; locale: string } {
    const { lang, providedLocale } = this.language;
    const wanted = lang || providedLocale || document.documentElement.lang || navigator.language;
    const language = wanted.toLowerCase().split('-')[0] ?? 'en';
    const terms = wordsIn(this.dictionary, language);
    if (terms) return { terms, locale: isLocale(wanted) ? wanted : language };
    return { terms: this.dictionary.english, locale: 'en' };
  }
}

function isLocale(tag: string): boolean {
  try {
    return Intl.getCanonicalLocales(tag).length === 1;
  } catch {
    return false;
  }
}
