import { html, nothing } from 'lit';
import type { DecisionTerms } from '../i18n/decisions.en.ts';
import type { Terms } from '../i18n/en.ts';
import type { PluginView, ReadyOffer } from '../plugins/core/plugin-view.ts';
import { focusedElement } from '../shared/focused.ts';
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

interface NoticeHost extends PluginView, Pick<HTMLElement, 'focus' | 'matches' | 'style'> {
  readonly terms: Terms;
  readonly renderRoot: HTMLElement | DocumentFragment;
  readonly updateComplete: Promise<boolean>;
  requestUpdate(): void;
}

/** Between the notice and the lower end of the window, and between it and what has the focus. */
const AROUND = 16;

/** The last notice; it stays until it is dismissed or the next one comes. */
export class Notices {
  private current: Notice | undefined;
  /** What had the focus when something was said: the button of the action. */
  private origin: HTMLElement | undefined;

  constructor(
    private readonly host: NoticeHost,
    private readonly words: () => DecisionTerms,
  ) {}

  /** There is one. */
  get any(): boolean {
    return this.current !== undefined;
  }

  show(notice: Notice | undefined): void {
    if (!this.box?.matches(':focus-within')) {
      this.origin = this.host.matches(':focus-within') ? focusedElement() : undefined;
    }
    this.current = notice;
    this.host.requestUpdate();
    this.keepClear();
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
    this.leave();
    this.show(undefined);
  };

  /** The button that was pressed is about to go: back to where the action was, or to the heading. */
  private leave(): void {
    // Whoever pressed it with the mouse stays where they have scrolled to.
    const options = { preventScroll: !this.box?.querySelector(':focus-visible') };
    if (this.origin?.checkVisibility()) this.origin.focus(options);
    else this.host.focus(options);
  }

  /** Nothing that has the focus, now or later, is hidden by the notice. */
  private async keepClear(): Promise<void> {
    const { host } = this;
    await host.updateComplete;
    const { box } = this;
    if (!this.current || !box) {
      host.style.removeProperty('--_notice');
      return;
    }
    host.style.setProperty('--_notice', `${box.offsetHeight + AROUND}px`);
    const focused = host.matches(':focus-within') && !box.matches(':focus-within') && focusedElement();
    if (!focused) return;
    const { top, bottom } = focused.getBoundingClientRect();
    const covers = box.getBoundingClientRect();
    if (bottom > covers.top && top < covers.bottom) focused.scrollIntoView({ block: 'nearest' });
  }

  private get box(): HTMLElement | null {
    return this.host.renderRoot.querySelector<HTMLElement>('.outcome');
  }

  private async run(offer: ReadyOffer): Promise<void> {
    const { host } = this;
    this.leave();
    // Once: what comes of it is the next notice.
    this.show({ ...this.current!, offer: undefined });
    try {
      await offer.run(host);
    } catch (error) {
      console.warn(`"${offer.text}" failed:`, error);
      this.show({ text: host.terms.actionFailed(offer.text), tone: 'error' });
    }
  }
}
