import { html, nothing, svg } from 'lit';
import { failureOf } from '../data/client.ts';
import { mayReadContent } from '../data/content-scope.ts';
import type { QueryHost } from '../data/query-controller.ts';
import type { JudgementTerms } from '../i18n/judgement.en.ts';
import { JUDGEMENT } from '../i18n/judgement.ts';
import { LanguageController, type LanguageHost } from '../i18n/language.ts';
import type { Terms } from '../i18n/localize.ts';
import { icon } from '../shared/icon.ts';
import { icons } from '../shared/icons.ts';
import { placePopover } from '../shared/popover.ts';
import { printable } from '../shared/printable.ts';
import { downloadStyles } from './download.styles.ts';
import { exportHref } from './export-href.ts';

export interface DownloadHost extends QueryHost, LanguageHost {
  readonly updateComplete: Promise<boolean>;
  readonly renderRoot: HTMLElement | DocumentFragment;
  readonly terms: Terms;
  readonly locale: string;
}

/** What the server says of a file that was asked for. */
export type DownloadResult =
  | { readonly url: string; readonly filename: string }
  | { readonly code: string; readonly message: string }
  // Of a type that is not asked about.
  | object;

export interface DownloadAnswer {
  readonly result: DownloadResult | null | undefined;
  readonly error?: Parameters<typeof failureOf>[0] | undefined;
}

/** One of the files that are offered. */
export interface DownloadChoice {
  readonly id: string;
  readonly name: string;
  readonly hint: string;
}

/** What can be taken out, as it stands on the screen. */
export interface DownloadSource {
  title(words: JudgementTerms): string;
  /** The number that stands above the table. */
  heading(words: JudgementTerms): string;
  choices(words: JudgementTerms): readonly DownloadChoice[];
  /** What a file would be of: an answer for something else is not shown. */
  asked(): string;
  /** Asks for a file; undefined: the host does that itself, or forbids it. */
  take(id: string): Promise<DownloadAnswer> | undefined;
}

const DOWNLOAD = icon(svg`<path d="M8 2.5v7.5M4.8 7 8 10.2 11.2 7M2.5 13.5h11"/>`);

type State =
  | { readonly is: 'ready' }
  | { readonly is: 'busy'; readonly id: string }
  | { readonly is: 'refused'; readonly why: string }
  | { readonly is: 'done'; readonly href: string; readonly filename: string };

/** Takes what is on the screen out as a file, by a link that the server signs. */
export class DownloadMenu {
  private state: State = { is: 'ready' };
  private withContent = true;
  /** The button that it was opened by. */
  private opener: Element | undefined;
  private readonly language: LanguageController<JudgementTerms>;

  constructor(
    private readonly host: DownloadHost,
    private readonly source: DownloadSource,
  ) {
    this.language = new LanguageController(host, JUDGEMENT);
    const { renderRoot } = host;
    if (renderRoot instanceof ShadowRoot) renderRoot.adoptedStyleSheets.push(downloadStyles.styleSheet!);
  }

  render() {
    const { terms: words } = this.language;
    const { state, source } = this;
    const busy = state.is === 'busy' ? state.id : undefined;
    return html`<button type="button" class="button quiet" popovertarget="export" aria-haspopup="dialog" title=${source.title(words)}
        aria-label=${words.download}>
        ${DOWNLOAD}<span class="wide">${words.download}</span>
      </button>
      <div id="export" class="export" popover="auto" role="dialog" aria-labelledby="export-count" tabindex="-1" @toggle=${this.toggled}
        @keydown=${this.pressed}>
        <p id="export-count" class="heading muted">${source.heading(words)}</p>
        ${source.choices(words).map(
          // Not disabled: a button that is keeps no focus.
          ({
            id,
            name,
            hint,
          }) => html`<button type="button" class="item" data-format=${id} aria-disabled=${busy !== undefined}
            aria-busy=${busy === id} @click=${() => this.take(id)}>
            <b>${name}</b> <span class="muted">${hint}</span>
          </button>`,
        )}
        <p class="heading muted">${words.fileZone}</p>
        ${this.withContent ? nothing : html`<p class="heading muted">${words.withoutContent}</p>`}
        <div class="progress" role="status">${this.renderOutcome()}</div>
      </div>`;
  }

  private renderOutcome() {
    const { terms: words } = this.language;
    switch (this.state.is) {
      case 'busy':
        return html`<p class="muted">${words.preparing}</p>`;
      case 'refused':
        return html`<p class="problem">${icons.warning}<span>${this.state.why}</span></p>`;
      case 'done': {
        const { href, filename } = this.state;
        // Elsewhere than on this page's host the browser would show an error in the place of the page.
        const elsewhere = new URL(href).origin !== location.origin;
        return html`<p class="muted">${words.downloadStarted}</p>
          <a class="file" href=${href} download=${filename} target=${elsewhere ? '_blank' : nothing} rel=${elsewhere ? 'noopener noreferrer' : nothing}>
            ${words.downloadAgain(printable(filename))}</a>`;
      }
      default:
        return nothing;
    }
  }

  private async take(id: string): Promise<void> {
    if (this.state.is === 'busy') return;
    const asked = this.source.asked();
    const answer = this.source.take(id);
    if (!answer) {
      this.popover.hidePopover();
      return;
    }
    this.show({ is: 'busy', id });
    const state = this.outcome(await answer);
    // Something else is on the screen by now: the file would not be of it.
    const isMeant = asked === this.source.asked();
    this.show(isMeant ? state : { is: 'ready' });
    await this.host.updateComplete;
    if (isMeant && state.is === 'done') this.popover.querySelector<HTMLElement>('.file')?.click();
  }

  private outcome({ result, error }: DownloadAnswer): State {
    const { terms: words } = this.language;
    // A failure of the server: what it refuses is a result.
    if (!result) {
      const failure = failureOf(error!);
      this.host.queryFailed?.(failure);
      return { is: 'refused', why: this.host.terms.failure[failure.kind] };
    }
    if ('url' in result) {
      const href = exportHref(result.url, this.host.connection.endpoint, document.baseURI);
      return href ? { is: 'done', href, filename: result.filename } : { is: 'refused', why: words.notItsOwn };
    }
    if (!('code' in result)) return { is: 'refused', why: words.refusedOther };
    const why = words.refused[result.code] ?? words.refusedOther;
    return { is: 'refused', why: result.code === 'INVALID' ? `${why} ${printable(result.message)}` : why };
  }

  private show(state: State): void {
    this.state = state;
    this.host.requestUpdate();
  }

  private readonly toggled = ({ newState }: ToggleEvent): void => {
    const { popover } = this;
    if (newState !== 'open') return;
    // Another button of the element may open it too.
    const { activeElement } = this.host.renderRoot as ShadowRoot;
    this.opener = activeElement?.matches('[popovertarget=export]') ? activeElement : popover.previousElementSibling!;
    placePopover(popover, this.opener);
    // What was said of the last file is over, and the number may be another one.
    if (this.state.is !== 'busy') this.state = { is: 'ready' };
    this.host.requestUpdate();
    popover.querySelector<HTMLElement>('.item')?.focus();
    mayReadContent(this.host.connection).then((may) => {
      this.withContent = may;
      this.host.requestUpdate();
    });
  };

  private readonly pressed = (event: KeyboardEvent): void => {
    const { popover } = this;
    const buttons = [...popover.querySelectorAll<HTMLElement>('.item')];
    const at = buttons.indexOf(event.target as HTMLElement);
    if (event.key === 'Escape') {
      popover.hidePopover();
      (this.opener as HTMLElement).focus();
    } else if (at >= 0 && (event.key === 'ArrowDown' || event.key === 'ArrowUp')) {
      buttons.at((at + (event.key === 'ArrowDown' ? 1 : -1)) % buttons.length)?.focus();
    } else return;
    event.preventDefault();
    // What is open around it stays open.
    event.stopPropagation();
  };

  private get popover(): HTMLElement {
    return this.host.renderRoot.querySelector<HTMLElement>('#export')!;
  }
}
