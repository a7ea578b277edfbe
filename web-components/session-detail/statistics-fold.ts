import { html, nothing, type ReactiveController } from 'lit';
import { icons } from '../shared/icons.ts';

/** Statistics are open from here on, in pixels of the element, unless somebody chose otherwise. */
const WIDE = 700;

interface FoldHost extends Element {
  addController(controller: ReactiveController): void;
  requestUpdate(): void;
  /** Under which the browser keeps what was chosen. */
  readonly storageKey: string;
}

/** The statistics of a session, open or folded, as they were left. */
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
    this.open = remembered(place) ?? this.host.clientWidth >= WIDE;
  }

  /** @param content is asked for only where it is open */
  render(title: string, content: () => unknown) {
    return html`<details ?open=${this.open} @toggle=${this.toggled}>
      <summary>${icons.next}<h3>${title}</h3></summary>
      ${this.open ? content() : nothing}
    </details>`;
  }

  private readonly toggled = (event: ToggleEvent): void => {
    const { open } = event.currentTarget as HTMLDetailsElement;
    if (open === this.open) return;
    this.open = open;
    remember(this.place, open);
    this.host.requestUpdate();
  };
}

/** Null: nobody has said, or the browser keeps nothing for this page. */
function remembered(place: string): boolean | null {
  try {
    const kept = localStorage.getItem(place);
    return kept === null ? null : kept === 'open';
  } catch {
    return null;
  }
}

function remember(place: string, open: boolean): void {
  try {
    localStorage.setItem(place, open ? 'open' : 'closed');
  } catch {
    // Private windows and sandboxed frames keep nothing: the choice then lasts as long as the element.
  }
}
