import { html } from 'lit';
import type { Terms } from '../i18n/en.ts';
import { keepChoice, keptChoice } from '../shared/kept-choice.ts';

/** Shares of the list, in percent of both. */
const LEAST = 18;
const MOST = 60;
const USUAL = 28;
const STEP = 2;

interface SplitterHost {
  /** Under which the browser keeps what was chosen. */
  readonly storageKey: string;
  readonly renderRoot: HTMLElement | DocumentFragment;
  requestUpdate(): void;
}

/** The bar between the list and the open session: drawn or moved by keys it shares the width, and folds the list away. */
export class PaneSplitter {
  private share: number;
  private isFolded: boolean;
  private grabbed = false;

  constructor(
    private readonly host: SplitterHost,
    private readonly terms: () => Terms,
  ) {
    const kept = keptChoice(this.place) ?? '';
    const share = Number.parseFloat(kept);
    this.share = share >= LEAST && share <= MOST ? share : USUAL;
    this.isFolded = kept.endsWith('folded');
  }

  render() {
    const { listWidth, listWidthHint } = this.terms();
    return html`<div class="splitter" role="separator" tabindex="0" aria-orientation="vertical" aria-label=${listWidth}
      aria-valuemin="0" aria-valuemax=${MOST} aria-valuenow=${this.isFolded ? 0 : Math.round(this.share)} title=${listWidthHint}
      @pointerdown=${this.grab} @pointermove=${this.drag} @pointerup=${this.drop} @pointercancel=${this.drop} @dblclick=${this.toggle}
      @keydown=${this.keyed}></div>`;
  }

  /** After an update. Through the style object: a strict content security policy refuses style attributes. */
  updated(): void {
    const { panes } = this;
    panes?.style.setProperty('--_list', this.isFolded ? '0px' : `${this.share}%`);
    panes?.classList.toggle('folded', this.isFolded);
  }

  private get place(): string {
    return `${this.host.storageKey}.list-width`;
  }

  private get panes(): HTMLElement | null {
    return this.host.renderRoot.querySelector<HTMLElement>('.panes');
  }

  private readonly grab = (event: PointerEvent): void => {
    if (event.button !== 0) return;
    (event.currentTarget as HTMLElement).setPointerCapture(event.pointerId);
    this.grabbed = true;
  };

  private readonly drag = (event: PointerEvent): void => {
    const { panes } = this;
    if (!this.grabbed || !panes) return;
    const { left, right, width } = panes.getBoundingClientRect();
    const rtl = getComputedStyle(panes).direction === 'rtl';
    const share = ((rtl ? right - event.clientX : event.clientX - left) / width) * 100;
    // Far enough into the edge, it is folded.
    this.choose(share, share < LEAST / 2);
  };

  private readonly drop = (): void => {
    this.grabbed = false;
  };

  private readonly toggle = (): void => this.choose(this.share, !this.isFolded);

  private readonly keyed = (event: KeyboardEvent): void => {
    const rtl = getComputedStyle(event.currentTarget as HTMLElement).direction === 'rtl';
    const wider = rtl ? 'ArrowLeft' : 'ArrowRight';
    const narrower = rtl ? 'ArrowRight' : 'ArrowLeft';
    if (event.key === 'Enter') this.toggle();
    else if (event.key === 'Home') this.choose(this.share, true);
    else if (event.key === 'End') this.choose(MOST, false);
    else if (event.key === wider) this.choose(this.isFolded ? this.share : this.share + STEP, false);
    else if (event.key === narrower) this.choose(this.share - STEP, this.isFolded || this.share <= LEAST);
    else return;
    event.preventDefault();
    event.stopPropagation();
  };

  private choose(share: number, folded: boolean): void {
    this.share = Math.min(MOST, Math.max(LEAST, share));
    this.isFolded = folded;
    keepChoice(this.place, `${this.share.toFixed(1)}${folded ? ' folded' : ''}`);
    this.host.requestUpdate();
  }
}
