import type { LanguageController, LanguageHost } from '../i18n/language.ts';
import { type UnreadTerms, unreadEn } from '../i18n/unread.en.ts';
import { type Known, reasonOf } from '../state/unread-reason.ts';
import type { Unread } from '../state/view.ts';

/** An element that says it. */
export type UnreadHost = LanguageHost & HTMLElement & { readonly renderRoot: HTMLElement | DocumentFragment };

/** Told one by one; of more, their number. */
const MOST_TOLD = 5;
const MOST_CHARACTERS = 80;
/** A plugin may be on its way: that a filter has none is said when it had the time to come. */
const PLUGIN_MS = 1000;
/** Each text is told to the console once on a page, and not without end. */
const told = new Set<string>();
const MOST_TEXTS = 100;

/** What has to be there already, and is not to be loaded once more. */
export interface Kit extends Known {
  printable(text: string): string;
  /** These words in the language of the element. */
  language(english: UnreadTerms): LanguageController<UnreadTerms>;
}

/** What to say. */
export interface UnreadTexts {
  readonly heading: string;
  readonly lines: readonly { readonly written: string; readonly reason: string }[];
  /** '': all are told. */
  readonly more: string;
  readonly drop: string;
}

/** Says which parameters were not understood, and what would be right. */
export class UnreadNotice {
  private readonly language: LanguageController<UnreadTerms>;
  /** When a filter of a plugin was first seen without one. */
  private since = 0;

  constructor(
    private readonly host: UnreadHost,
    private readonly kit: Kit,
  ) {
    this.language = kit.language(unreadEn);
    const root = host.renderRoot;
    if (root instanceof ShadowRoot) root.adoptedStyleSheets = [...root.adoptedStyleSheets, styles()];
  }

  /** Null: nothing to say yet. */
  texts(unread: readonly Unread[]): UnreadTexts | null {
    if (this.waits(unread)) return null;
    const { terms } = this.language;
    const more = unread.length - MOST_TOLD;
    return {
      heading: terms.heading,
      lines: unread.slice(0, MOST_TOLD).map((one) => this.line(one, terms)),
      more: more > 0 ? terms.more(String(more)) : '',
      drop: terms.drop,
    };
  }

  reason(one: Unread): string {
    return this.line(one, this.language.terms).reason;
  }

  /** Tells the developers of the page, in English like all that is written there. */
  tell(unread: readonly Unread[]): void {
    if (unread.length === 0 || this.waits(unread)) return;
    const lines = unread.slice(0, MOST_TOLD).map((one) => this.line(one, unreadEn));
    const text = `sessions: not understood, so nothing is shown: ${lines.map(({ written, reason }) => `${written} (${reason})`).join(', ')}`;
    if (told.has(text) || told.size >= MOST_TEXTS) return;
    told.add(text);
    console.warn(text);
  }

  private line(one: Unread, terms: UnreadTerms): UnreadTexts['lines'][number] {
    const name = this.short(one.name);
    return { written: `${name}=${this.short(one.value)}`, reason: reasonOf(one, name, terms, this.kit) };
  }

  /** Of somebody else's: in one line, with what cannot be seen written out, and not too long. */
  private short(text: string): string {
    const all = this.kit.printable(text);
    return all.length > MOST_CHARACTERS ? `${all.slice(0, MOST_CHARACTERS)}…` : all;
  }

  private waits(unread: readonly Unread[]): boolean {
    if (unread.some(({ name }) => !name.startsWith('x.'))) return false;
    if (this.since === 0) {
      this.since = Date.now();
      setTimeout(() => this.host.requestUpdate(), PLUGIN_MS);
    }
    return Date.now() - this.since < PLUGIN_MS;
  }
}

let sheet: CSSStyleSheet | undefined;

/** Of what is said, for the shadow root of whoever says it. */
function styles(): CSSStyleSheet {
  if (sheet) return sheet;
  sheet = new CSSStyleSheet();
  sheet.replaceSync(`
    .unread-params {
      display: grid;
      gap: 10px;
      justify-items: start;
      padding: 14px 16px;
      border: 1px solid var(--_border);
      border-inline-start: 3px solid var(--_danger);
      border-radius: var(--_radius);
      text-align: start;
    }
    .unread-params p {
      display: flex;
      gap: 8px;
      align-items: baseline;
      margin: 0;
      font-weight: 600;
    }
    .unread-params p .icon {
      flex: none;
      color: var(--_danger);
      translate: 0 2px;
    }
    .unread-params ul {
      display: grid;
      gap: 6px;
      margin: 0;
      padding: 0;
      list-style: none;
    }
    .unread-params li {
      overflow-wrap: anywhere;
    }
    .unread-params .written {
      margin-inline-end: 8px;
      padding: 1px 6px;
      border-radius: var(--_radius);
      background: var(--_hover);
      font-family: ui-monospace, monospace;
    }
  `);
  return sheet;
}
