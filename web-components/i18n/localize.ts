import type { ReactiveController } from 'lit';
import { en, type Terms } from './en.ts';

export type { Terms } from './en.ts';

/** Languages beside English, loaded when a page asks for them. */
const LOADERS: Record<string, () => Promise<Terms>> = {
  de: () => import('./de.ts').then(({ de }) => de),
};

const loaded = new Map<string, Terms>([['en', en]]);
const loading = new Set<string>();
const controllers = new Set<LocalizeController>();
let observer: MutationObserver | undefined;

/** Adds a language, or replaces one: `registerTranslation('fr', { ...en, sessions: ... })`. */
export function registerTranslation(language: string, terms: Terms): void {
  loaded.set(language.toLowerCase(), terms);
  for (const controller of controllers) controller.changed();
}

export interface LocalizeHost {
  addController(controller: ReactiveController): void;
  requestUpdate(): void;
  /** The element's own `lang`. */
  readonly lang: string;
  /** What a provider says. */
  readonly providedLocale: string | undefined;
  readonly effectiveTimeZone: string;
}

/**
 * Words, numbers and times in the language of the element: its own `lang`, else that of its provider, of the page, of the
 * browser; English where there is no translation.
 */
export class LocalizeController implements ReactiveController {
  constructor(private readonly host: LocalizeHost) {
    host.addController(this);
  }

  hostConnected(): void {
    if (controllers.size === 0) {
      observer = new MutationObserver(() => {
        for (const controller of controllers) controller.changed();
      });
      observer.observe(document.documentElement, { attributes: true, attributeFilter: ['lang'] });
    }
    controllers.add(this);
  }

  hostDisconnected(): void {
    controllers.delete(this);
    if (controllers.size === 0) observer?.disconnect();
  }

  changed(): void {
    this.host.requestUpdate();
  }

  /** The words. */
  get terms(): Terms {
    return loaded.get(this.resolved.language)!;
  }

  /** What numbers and times are written in: the wanted locale where the words are of its language. */
  get locale(): string {
    return this.resolved.locale;
  }

  get timeZone(): string {
    return this.host.effectiveTimeZone;
  }

  private get resolved(): { language: string; locale: string } {
    const wanted = this.host.lang || this.host.providedLocale || document.documentElement.lang || navigator.language;
    const language = wanted.toLowerCase().split('-')[0] ?? 'en';
    if (loaded.has(language)) return { language, locale: isLocale(wanted) ? wanted : language };
    const load = LOADERS[language];
    if (load && !loading.has(language)) {
      loading.add(language);
      load().then(
        (terms) => registerTranslation(language, terms),
        // Offline, say: English stays, and the next element that asks tries again.
        () => loading.delete(language),
      );
    }
    return { language: 'en', locale: 'en' };
  }
}

function isLocale(tag: string): boolean {
  try {
    return Intl.getCanonicalLocales(tag).length === 1;
  } catch {
    return false;
  }
}
