import type { OperationResult } from '@urql/core';
import { html, nothing, svg } from 'lit';
import { mayReadContent } from '../data/capabilities.ts';
import { clientOf, failureOf } from '../data/client.ts';
import {
  ExportSessionDocument,
  type ExportSessionMutation,
  type SessionExportFormat,
} from '../data/documents.generated.ts';
import type { QueryHost } from '../data/query-controller.ts';
import { JUDGEMENT } from '../i18n/judgement.ts';
import { LanguageController, type LanguageHost } from '../i18n/language.ts';
import type { LocalizeController } from '../i18n/localize.ts';
import { SessionsExportEvent } from '../shared/events.ts';
import { exactNumber } from '../shared/format.ts';
import { icon } from '../shared/icon.ts';
import { icons } from '../shared/icons.ts';
import { placePopover } from '../shared/popover.ts';
import { printable } from '../shared/printable.ts';
import type { RequestsWhere } from '../state/detail-filters.ts';
import { exportHref } from './export-href.ts';

export interface ExportHost extends QueryHost, LanguageHost {
  readonly sessionId: string;
  readonly updateComplete: Promise<boolean>;
  readonly renderRoot: HTMLElement | DocumentFragment;
  dispatchEvent(event: Event): boolean;
  /** What is to be taken out, as it stands on the screen. */
  readonly exported: {
    readonly localize: LocalizeController;
    readonly where: RequestsWhere;
    /** How many requests that are; null: not counted. */
    readonly total: { readonly value: number; readonly exact: boolean } | null;
  };
}

const FORMATS: readonly SessionExportFormat[] = ['CSV', 'JSON', 'HAR'];
const DOWNLOAD = icon(svg`<path d="M8 2.5v7.5M4.8 7 8 10.2 11.2 7M2.5 13.5h11"/>`);

type State =
  | { readonly is: 'ready' }
  | { readonly is: 'busy'; readonly format: SessionExportFormat }
  | { readonly is: 'refused'; readonly why: string }
  | { readonly is: 'done'; readonly href: string; readonly filename: string };

/** Takes the requests under the filters of a session out as a file, by a link that the server signs. */
export class ExportMenu {
  private state: State = { is: 'ready' };
  private withContent = true;
  private readonly language: LanguageController<typeof JUDGEMENT.english>;

  constructor(private readonly host: ExportHost) {
    this.language = new LanguageController(host, JUDGEMENT);
  }

  render() {
    const { terms: words } = this.language;
    const { state } = this;
    const busy = state.is === 'busy' ? state.format : undefined;
    return html`<button type="button" class="button quiet" popovertarget="export" aria-haspopup="dialog" title=${words.downloadHint}
        aria-label=${words.download}>
        ${DOWNLOAD}<span class="wide">${words.download}</span>
      </button>
      <div id="export" class="export" popover="auto" role="dialog" aria-labelledby="export-count" tabindex="-1" @toggle=${this.toggled}
        @keydown=${this.pressed}>
        <p id="export-count" class="heading muted">${this.countText}</p>
        ${FORMATS.map((format) => {
          const [name, hint] = words.formats[format];
          // Not disabled: a button that is keeps no focus.
          return html`<button type="button" class="item" data-format=${format} aria-disabled=${busy !== undefined}
            aria-busy=${busy === format} @click=${() => this.take(format)}>
            <b>${name}</b> <span class="muted">${hint}</span>
          </button>`;
        })}
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

  /** The number that stands above the table. */
  private get countText(): string {
    const { total, localize } = this.host.exported;
    const { terms, locale } = localize;
    if (!total) return this.language.terms.underFilters;
    const exact = exactNumber(total.value, locale);
    return terms.requestCount({ short: total.exact ? exact : terms.atLeast(exact), value: total.value });
  }

  private async take(format: SessionExportFormat): Promise<void> {
    if (this.state.is === 'busy') return;
    const { sessionId, connection } = this.host;
    const { where } = this.host.exported;
    if (!this.host.dispatchEvent(new SessionsExportEvent(sessionId, format, where))) {
      this.popover.hidePopover();
      return;
    }
    this.show({ is: 'busy', format });
    const input = { sessionId, format, ...where };
    const answer = await clientOf(connection).mutation(ExportSessionDocument, { input }).toPromise();
    const state = this.outcome(answer, connection.endpoint);
    // Another session, or other filters: the file would not be what is on the screen.
    const isMeant =
      sessionId === this.host.sessionId && JSON.stringify(where) === JSON.stringify(this.host.exported.where);
    this.show(isMeant ? state : { is: 'ready' });
    await this.host.updateComplete;
    if (isMeant && state.is === 'done') this.popover.querySelector<HTMLElement>('.file')?.click();
  }

  private outcome({ data, error }: OperationResult<ExportSessionMutation>, endpoint: string): State {
    const { terms: words } = this.language;
    // A failure of the server: what it refuses is a result.
    const result = data?.exportSession;
    if (!result) {
      const failure = failureOf(error!);
      this.host.queryFailed?.(failure);
      return { is: 'refused', why: this.host.exported.localize.terms.failure[failure.kind] };
    }
    if ('code' in result) {
      const why = words.refused[result.code] ?? words.refusedOther;
      return { is: 'refused', why: result.code === 'INVALID' ? `${why} ${printable(result.message)}` : why };
    }
    const href = exportHref(result.url, endpoint, document.baseURI);
    return href ? { is: 'done', href, filename: result.filename } : { is: 'refused', why: words.notItsOwn };
  }

  private show(state: State): void {
    this.state = state;
    this.host.requestUpdate();
  }

  private readonly toggled = ({ newState }: ToggleEvent): void => {
    const { popover } = this;
    if (newState !== 'open') return;
    placePopover(popover, popover.previousElementSibling!);
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
      (popover.previousElementSibling as HTMLElement).focus();
    } else if (at >= 0 && (event.key === 'ArrowDown' || event.key === 'ArrowUp')) {
      buttons.at((at + (event.key === 'ArrowDown' ? 1 : -1)) % buttons.length)?.focus();
    } else return;
    event.preventDefault();
    // The session around it stays open.
    event.stopPropagation();
  };

  private get popover(): HTMLElement {
    return this.host.renderRoot.querySelector<HTMLElement>('#export')!;
  }
}
