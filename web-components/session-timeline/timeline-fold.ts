import { html, nothing } from 'lit';
import type { TimelineFragment } from '../data/documents.generated.ts';
import type { TimelineTerms } from '../i18n/timeline.en.ts';
import { icons } from '../shared/icons.ts';
import { keepChoice, keptChoice } from '../shared/kept-choice.ts';
import { renderBars } from './timeline-bars.ts';

interface FoldHost extends EventTarget {
  /** Under which the browser keeps what was chosen; '': it cannot be folded. */
  readonly fold: string;
  /** Folded unless somebody chose otherwise. */
  readonly folded: boolean;
  readonly updateComplete: Promise<boolean>;
  readonly renderRoot: HTMLElement | DocumentFragment;
  requestUpdate(): void;
}

/** A chart that can be folded to a line: its bars in small, and its numbers. */
export class TimelineFold {
  /** Chosen here; it counts where the browser keeps nothing, too. */
  private readonly chosen = new Map<string, string>();

  constructor(
    private readonly host: FoldHost,
    private readonly words: () => TimelineTerms,
  ) {}

  get isFolded(): boolean {
    const { fold, folded } = this.host;
    if (fold === '') return false;
    const choice = this.chosen.get(fold) ?? keptChoice(fold);
    return choice === null ? folded : choice === 'closed';
  }

  renderButton() {
    if (this.host.fold === '') return nothing;
    const { fold, unfold } = this.words();
    const { isFolded } = this;
    return html`<button type="button" class="button quiet fold" aria-expanded=${!isFolded} aria-label=${isFolded ? unfold : fold}
      title=${isFolded ? unfold : fold} @click=${this.toggle}>${icons.next}</button>`;
  }

  /** In the place of the chart. @param uncounted buckets at its start that are not counted yet */
  renderLine(timeline: TimelineFragment, uncounted: number, busy: boolean, readout: unknown) {
    return html`<figure class="line" aria-label=${this.words().label} aria-busy=${busy}>
      ${this.renderButton()}<span class="small">${renderBars(timeline, uncounted, null, null, null)}</span>${readout}
    </figure>`;
  }

  private readonly toggle = async (): Promise<void> => {
    const choice = this.isFolded ? 'open' : 'closed';
    const { fold, updateComplete } = this.host;
    this.chosen.set(fold, choice);
    keepChoice(fold, choice);
    this.host.requestUpdate();
    await updateComplete;
    await this.host.updateComplete;
    this.host.renderRoot.querySelector<HTMLElement>('.fold')?.focus();
  };
}
