import { html, nothing } from 'lit';
import { property, state } from 'lit/decorators.js';
import { repeat } from 'lit/directives/repeat.js';
import {
  type SessionDimension,
  SessionStatisticsDocument,
  type SessionStatisticsQuery,
} from '../data/documents.generated.ts';
import { QueryController } from '../data/query-controller.ts';
import { DETAIL } from '../i18n/detail.ts';
import type { Terms } from '../i18n/en.ts';
import { LanguageController } from '../i18n/language.ts';
import { attackName } from '../shared/attack-name.ts';
import { cutValue } from '../shared/cut.ts';
import { SessionsElement } from '../shared/element.ts';
import { type PivotAction, SessionsPivotEvent } from '../shared/events.ts';
import { exactNumber, percent, shortNumber } from '../shared/format.ts';
import { icons } from '../shared/icons.ts';
import { printable } from '../shared/printable.ts';
import type { RequestsWhere } from '../state/detail-filters.ts';
import { FILTER_FIELDS, type FilterId } from '../state/filter-fields.ts';
import type { View } from '../state/view.ts';
import { mostTelling } from './most-telling.ts';
import { statisticsStyles } from './session-statistics.styles.ts';

type Statistics = NonNullable<NonNullable<SessionStatisticsQuery['session']>['statistics']>[number];
type Bucket = Statistics['buckets'][number];

/** The filters whose values are shown, in this order; a value goes into its filter. */
const CARDS = [
  'type',
  'user',
  'role',
  'ip',
  'method',
  'code',
  'deviation',
  'flow',
  'protocol',
  'host',
  'endpoint-id',
] as const;
const DIMENSIONS = CARDS.map((filter) => FILTER_FIELDS[filter].dimension);

const FEW = 5;
const MANY = 200;

/**
 * How the requests of a session spread over their values; each value filters the requests.
 *
 * @tag session-statistics
 * @fires {SessionsPivotEvent} sessions-pivot - A value is to be shown alone, to be left out, or no more so (`remove`).
 * @fires {SessionsAuthRequiredEvent} sessions-auth-required - The server wants to know who is asking.
 */
export class SessionStatistics extends SessionsElement {
  static override readonly tag = 'session-statistics';
  static override styles = [SessionsElement.styles, statisticsStyles];

  /** Id of the session part. */
  @property({ attribute: 'session-id' }) sessionId = '';

  /** Scope and filter of the requests that are shown beside: the arguments of Session.requests. */
  @property({ attribute: false }) where: RequestsWhere = {};

  /** What was set inside the session: these values are shown as chosen. */
  @property({ attribute: false }) local: View['conditions'] = {};

  /** A line of the three values that tell most, in the place of all. */
  @property({ type: Boolean }) brief = false;

  /** The dimension of which all values are shown. */
  @state() private expanded: SessionDimension | null = null;
  @state() private search = '';
  private onlyHost: string | null = null;

  private readonly detail = new LanguageController(this, DETAIL);
  private readonly few = new QueryController(this, () =>
    this.sessionId
      ? {
          query: SessionStatisticsDocument,
          variables: this.variables(DIMENSIONS, FEW),
        }
      : null,
  );
  private readonly many = new QueryController(this, () =>
    this.sessionId && this.expanded
      ? { query: SessionStatisticsDocument, variables: this.variables([this.expanded], MANY) }
      : null,
  );

  override render() {
    const { terms: detail } = this.detail;
    const { terms } = this.localize;
    const { data, failure, loading, away } = this.few;
    const statistics = data?.session?.id === this.sessionId ? data.session.statistics : undefined;
    const failed = html`<p class="notice" role="alert">${icons.warning}<span>${away ? terms.failure.away : detail.statisticsUnavailable}</span>
        <button type="button" class="button" @click=${() => this.few.refresh()}>${terms.retry}</button></p>`;
    if ((failure && !(away && statistics)) || (data?.session && !data.session.statistics)) return failed;
    if (!statistics) return html`<p class="notice muted" aria-busy="true">${terms.loading}</p>`;
    if (statistics.every(({ valueCount }) => valueCount === 0)) {
      return html`<p class="notice muted">${detail.statisticsEmpty}</p>`;
    }
    const hosts = statistics.find(({ dimension }) => dimension === 'HOST')?.buckets;
    // The only host says nothing in front of each path.
    this.onlyHost = hosts?.length === 1 ? hosts[0]!.key : null;
    if (this.brief) return this.renderBrief(statistics, loading);
    const cards = CARDS.map((filter) => {
      const { dimension } = FILTER_FIELDS[filter];
      const one = this.statisticsOf(dimension) ?? statistics.find((other) => other.dimension === dimension);
      // A dimension of which nothing is known says nothing.
      const empty = !one || one.buckets.every(({ key }) => key === null);
      return empty ? nothing : this.renderCard(one, filter);
    });
    // Endpoints, the last of them, are long: they have a place of their own.
    return html`${away ? failed : nothing}<div class="cards" aria-busy=${loading}><div class="narrow">${cards.slice(0, -1)}</div>${cards.at(-1)}</div>`;
  }

  private renderBrief(statistics: readonly Statistics[], busy: boolean) {
    const { locale, terms } = this.localize;
    const told = mostTelling(statistics).map(({ filter, bucket }) => {
      const { key, label, count, share } = bucket;
      const name = this.detail.terms.statisticsNames[FILTER_FIELDS[filter].dimension] ?? terms.filterNames[filter];
      const isOnly = this.local[filter]?.only.includes(key) ?? false;
      const choose = () => this.dispatchEvent(new SessionsPivotEvent(filter, key, isOnly ? 'remove' : 'only', label));
      return html`<button type="button" class="told" aria-pressed=${isOnly} title=${terms.filterIs(name, printable(label))} @click=${choose}>
        <bdi>${cutValue(filter, this.textOf(bucket, filter))}</bdi>
        <span class="number muted">${shortNumber(count, locale)}${share === null ? '' : ` (${percent(share, locale)})`}</span></button>`;
    });
    return html`<p class="brief" aria-busy=${busy}>${told}</p>`;
  }

  private variables(dimensions: readonly SessionDimension[], first: number) {
    return { id: this.sessionId, dimensions, first, ...this.where };
  }

  private statisticsOf(dimension: SessionDimension): Statistics | undefined {
    const session = this.expanded === dimension ? this.many.data?.session : undefined;
    if (session?.id !== this.sessionId) return undefined;
    return session.statistics?.find((one) => one.dimension === dimension);
  }

  private renderCard({ dimension, buckets, valueCount, exact }: Statistics, filter: FilterId) {
    const { terms: detail } = this.detail;
    const { terms, locale } = this.localize;
    const expanded = this.expanded === dimension;
    const wanted = this.search.toLowerCase();
    const shown = expanded
      ? buckets.filter((bucket) => this.textOf(bucket, filter).toLowerCase().includes(wanted))
      : buckets.slice(0, FEW);
    const most = Math.max(...buckets.map(({ count }) => count), 1);
    const isSplit = buckets.some(({ count, visible }) => visible !== count);
    const name = detail.statisticsNames[dimension] ?? terms.filterNames[filter];
    const count = exact ? exactNumber(valueCount, locale) : terms.atLeast(exactNumber(valueCount, locale));
    return html`<section class="card ${expanded ? 'expanded' : ''} ${filter === 'endpoint-id' ? 'long' : ''}" aria-label=${name}>
      <h4>${name} <span class="muted">${count}</span></h4>
      ${
        // Each row says the same to those who cannot see in which column a number stands.
        isSplit
          ? html`<div class="heads muted" aria-hidden="true"><span title=${detail.shownNowHint}>${detail.shownNow}</span><span title=${detail.inAllHint}>${detail.inAll}</span></div>`
          : nothing
      }
      ${
        expanded
          ? html`<input type="search" .value=${this.search} placeholder=${detail.searchValues} aria-label=${detail.searchValues}
              @input=${(event: InputEvent) => {
                this.search = (event.target as HTMLInputElement).value;
              }} />`
          : nothing
      }
      <ul>
        ${repeat(
          shown,
          ({ key }) => key,
          (bucket) => this.renderBucket(bucket, filter, most, isSplit),
        )}
      </ul>
      ${expanded && valueCount > buckets.length && buckets.length > FEW ? html`<p class="muted">${detail.mostFrequent(exactNumber(buckets.length, locale))}</p>` : nothing}
      ${expanded && shown.length === 0 ? html`<p class="muted">${detail.noValueContains(printable(this.search))}</p>` : nothing}
      ${
        valueCount > FEW
          ? html`<button type="button" class="more" aria-expanded=${expanded} @click=${() => this.expand(expanded ? null : dimension)}>
              ${expanded ? detail.showFewer : detail.moreValues(exactNumber(valueCount - FEW, locale))}
            </button>`
          : nothing
      }
    </section>`;
  }

  private textOf({ key, label }: Pick<Bucket, 'key' | 'label'>, filter: FilterId): string {
    const { terms: detail } = this.detail;
    const { terms } = this.localize;
    if (key === null) return detail.noValueOf[filter] ?? terms.noValue;
    if (filter === 'type') return printable(attackName(terms, key, label));
    if (filter === 'deviation') return terms.deviations[key as keyof Terms['deviations']];
    const isOfOnlyHost = filter === 'endpoint-id' && this.onlyHost !== null;
    return printable(isOfOnlyHost ? label.replace(` ${this.onlyHost}/`, ' /') : label);
  }

  private renderBucket(
    { key, label, count, share, visible }: Bucket,
    filter: FilterId,
    most: number,
    isSplit: boolean,
  ) {
    const { terms: detail } = this.detail;
    const { terms, locale } = this.localize;
    const text = this.textOf({ key, label }, filter);
    const condition = this.local[filter];
    const only = condition?.only.includes(key) ?? false;
    const not = condition?.not.includes(key) ?? false;
    const share100 = share === null ? '' : ` (${percent(share, locale)})`;
    const exact = `${exactNumber(count, locale)}${share100}`;
    const others = (condition?.only.length ?? 0) > 0;
    const hint = only ? detail.notOnly(text) : others ? detail.alsoThis(text) : terms.onlyThis(text);
    const pivot = (action: PivotAction) => this.dispatchEvent(new SessionsPivotEvent(filter, key, action, label));
    return html`<li class=${only ? 'only' : not ? 'not' : ''}>
      <svg class="bar" aria-hidden="true" preserveAspectRatio="none" viewBox="0 0 100 1">
        <rect width=${(count / most) * 100} height="1" /><rect class="visible" width=${(visible / most) * 100} height="1" />
      </svg>
      <button type="button" class="value" aria-pressed=${only} title=${`${hint}
${printable(label)}`}
        @click=${() => pivot(only ? 'remove' : 'only')}>${only ? icons.check : not ? icons.exclude : nothing}<bdi>${cutValue(filter, text)}</bdi></button>
      ${
        isSplit
          ? html`<span class="number shown" title=${`${detail.shownNowHint}: ${exactNumber(visible, locale)}`}
              ><b>${shortNumber(visible, locale)}</b><span class="word"> ${detail.shownNow}, </span></span>`
          : nothing
      }
      <span class="number all" title=${isSplit ? `${detail.inAllHint}: ${exact}` : exact}
        >${shortNumber(count, locale)}${isSplit ? html`<span class="word"> ${detail.inAll}</span>` : nothing}<span class="muted">${share100}</span></span>
      <button type="button" class="exclude" aria-pressed=${not} aria-label=${terms.excludeThis(text)} title=${not ? detail.notExcluded(text) : terms.excludeThis(text)}
        @click=${() => pivot(not ? 'remove' : 'not')}>${not ? icons.plus : icons.exclude}</button>
    </li>`;
  }

  private expand(dimension: SessionDimension | null): void {
    this.expanded = dimension;
    this.search = '';
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'session-statistics': SessionStatistics;
  }
}
