import { html, nothing } from 'lit';
import { property, query } from 'lit/decorators.js';
import { repeat } from 'lit/directives/repeat.js';
import { RequestDetailDocument } from '../data/documents.generated.ts';
import { QueryController } from '../data/query-controller.ts';
import { DECISIONS } from '../i18n/decisions.ts';
import { DETAIL } from '../i18n/detail.ts';
import { JUDGEMENT } from '../i18n/judgement.ts';
import { LanguageController } from '../i18n/language.ts';
import { say } from '../notices/brief-message.ts';
import { clearOfNotice } from '../notices/notice.styles.ts';
import { NoticeEvent } from '../notices/notice.ts';
import { performanceStyles } from '../performance/performance.styles.ts';
import type { Pivot } from '../pivots/pivot.ts';
import { pivot } from '../pivots/pivot-button.ts';
import { pivotStyles } from '../pivots/pivots.styles.ts';
import { Pivots } from '../pivots/pivots.ts';
import { pluginStyles } from '../plugins/core/plugin.styles.ts';
import { PluginScope } from '../plugins/core/plugin-scope.ts';
import type { ReadyOffer } from '../plugins/core/plugin-view.ts';
import { copyText } from '../shared/copy.ts';
import { SessionsElement } from '../shared/element.ts';
import { icons } from '../shared/icons.ts';
import type { FilterValue } from '../state/filter.type.ts';
import type { FilterId } from '../state/filter-fields.ts';
import { sessionsLink } from '../state/link.ts';
import { EndpointParametersFold } from './endpoint-parameters-fold.ts';
import { markParams, requestLink } from './request-link.ts';
import { panelsFor } from './request-panels.ts';
import type { BlockContext } from './request-parts.ts';
import { requestStyles } from './session-request.styles.ts';
import { withheldOf } from './withheld.ts';

/**
 * One request: what was asked and answered, by whom, what was found in it, what is known of its endpoint, and its raw text
 * where it is stored.
 *
 * @tag session-request
 * @fires {SessionsPivotEvent} sessions-pivot - A value of the request is to be filtered by.
 * @fires {SessionsAuthRequiredEvent} sessions-auth-required - The server wants to know who is asking.
 */
export class SessionRequest extends SessionsElement {
  static override readonly tag = 'session-request';
  static override styles = [
    SessionsElement.styles,
    pivotStyles,
    requestStyles,
    performanceStyles,
    clearOfNotice,
    pluginStyles,
  ];

  /** Id of the request. */
  @property({ attribute: 'request-id' }) requestId = '';

  /** @internal Every request of the open session has the value: there is nothing to filter by it. */
  @property({ attribute: false }) everywhere?: (pivot: Pivot) => boolean;

  /** @internal */
  readonly pluginScope: PluginScope = new PluginScope(this);

  private readonly decisions = new LanguageController(this, DECISIONS);

  @query('.said') private status!: HTMLElement | null;

  private readonly detail = new LanguageController(this, DETAIL);
  private readonly endpointParameters = new EndpointParametersFold(this);
  private readonly language = new LanguageController(this, JUDGEMENT);
  private readonly pivots = new Pivots(
    this,
    this.localize,
    (text) => say(this.status, text),
    undefined,
    (pivot) => this.everywhere?.(pivot) === true,
  );
  private readonly details = new QueryController(this, () =>
    this.requestId ? { query: RequestDetailDocument, variables: { id: this.requestId } } : null,
  );

  /** @internal */
  notify(text: string, tone: 'info' | 'error', offer?: ReadyOffer): void {
    // What is to be read, or done about, outlives the request: the session says it.
    const isBrief = tone === 'info' && !offer;
    if (isBrief || this.dispatchEvent(new NoticeEvent({ text, tone, offer }))) say(this.status, text);
  }

  /** @internal */
  refresh(): void {
    this.details.refresh();
  }

  /** @internal */
  filterable(filter: FilterId, value: FilterValue, text: string): unknown {
    return pivot(filter, value, text);
  }

  /** @internal */
  linkToRequest(id: string, text: string): unknown {
    const session = this.details.data?.request?.session.id;
    return requestLink(id, text, sessionsLink({ params: markParams(id), session }, this.explorerPage, this.linkKey));
  }

  override render() {
    const { terms } = this.localize;
    const { data, failure, loading, error, away } = this.details;
    const request = data?.request;
    const failed =
      failure &&
      html`<p class="notice" role="alert">${icons.warning}<span>${terms.failure[failure.kind]}</span>
        <button type="button" class="button" @click=${() => this.details.refresh()}>${terms.retry}</button></p>`;
    if (failed && !(away && request?.id === this.requestId)) return failed;
    if (request?.id !== this.requestId) {
      return html`<p class="notice muted" aria-busy=${loading}>${loading ? terms.loading : this.detail.terms.requestGone}</p>`;
    }
    const ofPlugins = this.pluginScope.set?.forRequest(request, this, error);
    const context: BlockContext = {
      localize: this.localize,
      detail: this.detail.terms,
      words: this.language.terms,
      baselines: data?.sessionBaselines ?? undefined,
      withheld: withheldOf(error),
      copy: (text) => this.copy(text),
      decisions: this.decisions.terms,
      endpointParameters: this.endpointParameters,
      toolsOf: (detection) => ofPlugins?.toolsOf(detection),
    };
    return html`${failed ?? nothing}<div class="blocks" @click=${this.pivots.onClick} @pointerdown=${this.pivots.onPress} @keydown=${this.pivots.onKeyDown}>
        ${repeat(
          panelsFor(request, context, ofPlugins?.panels ?? []),
          ({ id }) => id,
          (panel) => panel.render(),
        )}
      </div>
      ${this.pivots.template}
      <p class="said" role="status"></p>`;
  }

  /** `coming` until it is there: rows below wait for it, and move once. */
  protected override updated(): void {
    const { data, loading } = this.details;
    this.toggleAttribute('coming', loading && data?.request?.id !== this.requestId);
  }

  private async copy(text: string): Promise<void> {
    const { terms } = this.localize;
    say(this.status, (await copyText(text)) ? terms.copied : terms.list.copyFailed);
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'session-request': SessionRequest;
  }
}
