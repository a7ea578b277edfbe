import { en, type Terms } from './en.ts';
import { type Dictionary, LanguageController, type LanguageHost } from './language.ts';

export type { Terms } from './en.ts';
export { registerTranslation } from './language.ts';

const ALL_WORDS: Dictionary<Terms> = {
  english: en,
  loaders: new Map([['de', () => import('./de.ts').then(({ de }) => de)]]),
  part: (terms) => terms,
};

export interface LocalizeHost extends LanguageHost {
  readonly effectiveTimeZone: string;
}

/** All words of the package, and the zone in which times are shown. */
export class LocalizeController extends LanguageController<Terms> {
  constructor(private readonly host: LocalizeHost) {
    super(host, ALL_WORDS);
  }

  get timeZone(): string {
    return this.host.effectiveTimeZone;
  }
}
