import { html, nothing } from 'lit';
import type { DecisionTerms } from '../i18n/decisions.en.ts';
import type { Terms } from '../i18n/en.ts';
import type { PluginView, ReadyOffer } from '../plugins/plugin-host.ts';
import { icons } from '../shared/icons.ts';

/** Something that was said, with something that can be done about it. */
export interface Notice {
  readonly text: string;
  readonly tone: 'info' | 'error';
  /** Undefined: there is nothing to be done any more. */
  readonly offer?: ReadyOffer | undefined;
}

/** A notice from inside, for the session around: cancelled by who shows it. */
export class NoticeEvent extends Event {
  constructor(readonly notice: Notice) {
    super('session-notice', { bubbles: true, composed: true, cancelable: true });
  }
}

interface NoticeHost extends PluginView {
  readonly terms: Terms;
  requestUpdate(): void;
}

/** The last notice; it stays until it is dismissed or the next one comes. */
export class Notices {
  private current: Notice | undefined;

  constructor(
    private readonly host: NoticeHost,
    private readonly words: () => DecisionTerms,
    /** The button that was pressed is about to go. */
    private readonly keepFocus: () => void,
  ) {}

  /** There is one. */
  get any(): boolean {
    return this.current !== undefined;
  }

  show(notice: Notice | undefined): void {
    this.current = notice;
    this.host.requestUpdate();
  }

  /** Takes a notice away that is not true any more, with or without its offer. */
  withdraw({ text }: Notice): void {
    if (this.current?.text === text) this.show(undefined);
  }

  /** From inside the session. */
  readonly take = (event: NoticeEvent): void => {
    event.stopPropagation();
    event.preventDefault();
    this.show(event.notice);
  };

  /** The live region is there before what it says. */
  render() {
    const { current } = this;
    const { text = '', tone = 'info', offer } = current ?? {};
    const { dismiss } = this.words();
    return html`<div class=${current ? `outcome ${tone}` : 'visually-hidden'}>
      ${current ? (tone === 'error' ? icons.warning : icons.check) : nothing}<span role="status">${text}</span>
      ${offer ? html`<button type="button" class="button" @click=${() => this.run(offer)}>${offer.text}</button>` : nothing}
      ${
        current
          ? html`<button type="button" class="button quiet" aria-label=${dismiss} title=${dismiss} @click=${this.dismiss}>${icons.close}</button>`
          : nothing
      }
    </div>`;
  }

  private readonly dismiss = (): void => {
    this.keepFocus();
    this.show(undefined);
  };

  private async run(offer: ReadyOffer): Promise<void> {
    const { host } = this;
    // Once: what comes of it is the next notice.
    this.show({ ...this.current!, offer: undefined });
    this.keepFocus();
    try {
      await offer.run(host);
    } catch (error) {
      console.warn(`"${offer.text}" failed:`, error);
      this.show({ text: host.terms.actionFailed(offer.text), tone: 'error' });
    }
  }
}
