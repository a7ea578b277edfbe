import { html, nothing } from 'lit';
import type { DecisionTerms } from '../i18n/decisions.en.ts';
import type { ReadyOffer } from '../plugins/plugin-host.ts';
import { icons } from '../shared/icons.ts';

/** Something that was said, with something that can be done about it. */
export interface Notice {
  readonly text: string;
  readonly tone: 'info' | 'error';
  /** Undefined: there is nothing to be done any more. */
  readonly offer?: ReadyOffer;
}

/** A notice from inside, for the session around: cancelled by who shows it. */
export class NoticeEvent extends Event {
  constructor(readonly notice: Notice) {
    super('session-notice', { bubbles: true, composed: true, cancelable: true });
  }
}

export interface NoticeContext {
  readonly words: DecisionTerms;
  readonly run: (offer: ReadyOffer) => void;
  readonly dismiss: () => void;
}

/** The last notice; it stays until it is dismissed or the next one comes. The live region is there before it. */
export function renderNotice(notice: Notice | undefined, { words, run, dismiss }: NoticeContext) {
  const { text = '', tone = 'info', offer } = notice ?? {};
  return html`<div class=${notice ? `outcome ${tone}` : 'visually-hidden'}>
    ${notice ? (tone === 'error' ? icons.warning : icons.check) : nothing}<span role="status">${text}</span>
    ${offer ? html`<button type="button" class="button" @click=${() => run(offer)}>${offer.text}</button>` : nothing}
    ${
      notice
        ? html`<button type="button" class="button quiet" aria-label=${words.dismiss} title=${words.dismiss} @click=${dismiss}>${icons.close}</button>`
        : nothing
    }
  </div>`;
}
