import { html, nothing, type ReactiveController } from 'lit';
import { dictionaryOf } from '../i18n/dictionary.ts';
import { LanguageController } from '../i18n/language.ts';
import type { UnreadTerms } from '../i18n/unread.en.ts';
import { FILTERS } from '../state/filter-fields.ts';
import { parseTime } from '../state/time-range.ts';
import type { Unread } from '../state/view.ts';
import { icons } from './icons.ts';
import { printable } from './printable.ts';
import type { UnreadHost, UnreadNotice } from './unread-notice.ts';

/** What an element did not understand of its parameters: said on it and in the console, in words that are loaded when needed. */
export class UnreadParams implements ReactiveController {
  private notice: UnreadNotice | undefined;
  private loading = false;

  constructor(
    private readonly host: UnreadHost,
    private readonly unread: () => readonly Unread[],
  ) {
    host.addController(this);
  }

  hostUpdated(): void {
    const unread = this.unread();
    if (unread.length > 0) this.load();
    this.notice?.tell(unread);
  }

  /** @param drop shows the rest without it; undefined: nobody can */
  render(drop?: () => void): unknown {
    const texts = this.notice?.texts(this.unread());
    if (!texts) return nothing;
    return html`<div class="unread-params" role="alert">
      <p>${icons.warning}<span>${texts.heading}</span></p>
      <ul>
        ${texts.lines.map(({ written, reason }) => html`<li><bdi class="written" dir="ltr">${written}</bdi> ${reason}</li>`)}
        ${texts.more ? html`<li>${texts.more}</li>` : nothing}
      </ul>
      ${drop ? html`<button type="button" class="button" @click=${drop}>${texts.drop}</button>` : nothing}
    </div>`;
  }

  /** Why one of them was not understood; '' until the words are there. */
  reason(one: Unread): string {
    return this.notice?.reason(one) ?? '';
  }

  private async load(): Promise<void> {
    if (this.loading) return;
    this.loading = true;
    try {
      const { UnreadNotice } = await import('./unread-notice.ts');
      this.notice = new UnreadNotice(this.host, {
        filters: FILTERS,
        isTime: (text) => parseTime(text) !== null,
        printable,
        language: (english: UnreadTerms) => new LanguageController(this.host, dictionaryOf('unread', english)),
      });
      this.host.requestUpdate();
    } catch {
      // Offline, say: the next change tries again.
      this.loading = false;
    }
  }
}
