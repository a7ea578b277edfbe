import { html, type ReactiveController } from 'lit';
import { icons } from '../shared/icons.ts';
import { keepChoice, keptChoice } from '../shared/kept-choice.ts';

interface FoldHost {
  addController(controller: ReactiveController): void;
  requestUpdate(): void;
  /** Under which the browser keeps what was chosen. */
  readonly storageKey: string;
}

/** The statistics of a session: a line of what tells most, or all of them; as they were left. */
export class StatisticsFold implements ReactiveController {
  private open = false;
  private place = '';

  constructor(private readonly host: FoldHost) {
    host.addController(this);
  }

  hostUpdate(): void {
    const place = `${this.host.storageKey}.statistics`;
    if (place === this.place) return;
    this.place = place;
    this.open = keptChoice(place) === 'open';
  }

  /** @param content in brief, or all of it */
  render(title: string, content: (brief: boolean) => unknown) {
    return html`<div class="fold ${this.open ? 'open' : ''}">
      <details ?open=${this.open} @toggle=${this.toggled}>
        <summary>${icons.next}<h3>${title}</h3></summary>
      </details>
      ${content(!this.open)}
    </div>`;
  }

  private readonly toggled = (event: ToggleEvent): void => {
    const { open } = event.currentTarget as HTMLDetailsElement;
    if (open === this.open) return;
    this.open = open;
    keepChoice(this.place, open ? 'open' : 'closed');
    this.host.requestUpdate();
  };
}
