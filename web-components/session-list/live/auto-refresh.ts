import type { LiveTerms } from '../../i18n/live.en.ts';
import type { MenuKit } from '../../pivots/menu-kit.ts';
import { keepChoice, keptChoice } from '../../shared/kept-choice.ts';

interface Host {
  readonly storageKey: string;
  readonly refreshSeconds: number;
  requestUpdate(): void;
}

/** Seconds; 0: off. */
const CHOICES = [0, 10, 30, 60, 300];

/** Whether a list reads itself again, and how often: a choice of the reader's, which the browser keeps. */
export class AutoRefresh {
  private chosen: { readonly place: string; readonly seconds: number } | undefined;

  constructor(
    private readonly host: Host,
    private readonly kit: MenuKit,
    private readonly words: () => LiveTerms,
    private readonly turnedOn: () => void,
  ) {}

  /** Between two looks that show what they find; 0: none does. */
  get seconds(): number {
    const { place } = this;
    if (this.chosen?.place !== place) {
      const kept = Number(keptChoice(place));
      this.chosen = { place, seconds: CHOICES.includes(kept) ? kept : 0 };
    }
    return this.chosen.seconds;
  }

  /** Nothing where the host wants no looks at all. */
  render(): unknown {
    if (this.host.refreshSeconds === 0) return '';
    const { html } = this.kit;
    const { autoRefresh, autoRefreshHint, every } = this.words();
    const choose = ({ target }: { target: HTMLSelectElement }) => this.choose(Number(target.value));
    return html`<select class="auto" aria-label=${autoRefresh} title=${autoRefreshHint} @change=${choose}>
      ${CHOICES.map((seconds) => html`<option value=${seconds} .selected=${seconds === this.seconds}>${every(seconds)}</option>`)}
    </select>`;
  }

  private get place(): string {
    return `${this.host.storageKey}.auto-refresh`;
  }

  private choose(seconds: number): void {
    const { place } = this;
    this.chosen = { place, seconds };
    keepChoice(place, String(seconds));
    // What waits in the notice is what was asked for.
    if (seconds > 0) this.turnedOn();
    this.host.requestUpdate();
  }
}
