import { html, nothing, type PropertyValues } from 'lit';
import { property, query, state } from 'lit/decorators.js';
import {
  type MarksFragment,
  SessionTimelineDocument,
  SessionTimelineInContextDocument,
  type SessionTimelineInContextQuery,
  type SessionTimelineQuery,
  type SessionTimelineQueryVariables,
  type SessionTimeRange,
  type TimelineFragment,
} from '../data/documents.generated.ts';
import { QueryController } from '../data/query-controller.ts';
import { JUDGEMENT } from '../i18n/judgement.ts';
import { LanguageController } from '../i18n/language.ts';
import { TIMELINE } from '../i18n/timeline.ts';
import { PluginScope } from '../plugins/core/plugin-scope.ts';
import { SessionsTimeChangeEvent } from '../shared/events.ts';
import { FilteredElement } from '../shared/filtered-element.ts';
import { endTime } from '../shared/format.ts';
import { icons } from '../shared/icons.ts';
import { UnreadParams } from '../shared/unread.ts';
import type { RequestsWhere } from '../state/detail-filters.ts';
import type { Unread } from '../state/view.ts';
import { toWhere, type Where } from '../state/where.ts';
import { type Brush, brushOf, brushTimes, bucketAt, moveEnd, type TimeSpan } from './brush.ts';
import { timelineStyles } from './session-timeline.styles.ts';
import { renderBars, renderMatches } from './timeline-bars.ts';
import { TimelineFold } from './timeline-fold.ts';
import { TimelineMarks } from './timeline-marks.ts';
import { TimelineParts } from './timeline-parts.ts';
import { momentOf, renderReadout, renderTable } from './timeline-text.ts';
import { renderKey } from './timeline-times.ts';

// Types of its members and events, for who imports it alone.
export type { SessionsAuthRequiredEvent, SessionsTimeChangeEvent } from '../shared/events.ts';
export type { RequestsWhere } from '../state/detail-filters.ts';

const BUCKETS = 60;

/**
 * Requests over time: of the sessions of a list, or of one session. Drag over it, or move its two handles, to choose a time.
 * Of a session, lines over the bars show within what time 95 % of the requests were answered, and usually are.
 *
 * @tag session-timeline
 * @fires {SessionsTimeChangeEvent} sessions-time-change - A time was chosen, or a step taken back.
 * @fires {SessionsAuthRequiredEvent} sessions-auth-required - The server wants to know who is asking.
 * @csspart chart - The bars.
 * @csspart marks - What happened in a session, above the bars.
 */
export class SessionTimeline extends FilteredElement {
  static override readonly tag = 'session-timeline';
  static override styles = [FilteredElement.styles, timelineStyles];

  /** Id of the session part; unless given, the timeline is that of a list. */
  @property({ attribute: 'session-id' }) sessionId = '';

  /** Which requests of the session: the arguments `period` and `filter` of Session.requests. */
  @property({ attribute: false }) where: RequestsWhere = {};

  /** Of a session: all requests of the period, with those told apart that meet `where.filter`. */
  @property({ type: Boolean, attribute: 'in-context' }) inContext = false;

  /** The moment that relative times are counted from, in milliseconds. */
  @property({ attribute: false }) now?: number;

  /** Name under which the browser keeps whether the chart is folded to a line; '': it cannot be. */
  @property() fold = '';

  /** Folded, unless somebody chose otherwise. */
  @property({ type: Boolean }) folded = false;

  /** @internal */
  readonly pluginScope: PluginScope = new PluginScope(this);

  @state() private brush: Brush | null = null;
  @state() private pointed: number | null = null;
  @query('.chart') private chart?: HTMLElement;
  /** Times that were chosen here, the last one in force. */
  private steps: TimeSpan[] = [];
  private readonly opened = Date.now();
  private readonly language = new LanguageController(this, TIMELINE);
  private readonly judgement = new LanguageController(this, JUDGEMENT);
  private readonly unreadParams = new UnreadParams(this, () => this.unread);
  private readonly marks = new TimelineMarks(this, this.localize, this.judgement);

  private readonly folding = new TimelineFold(this, () => this.language.terms);

  private readonly ofSession = new QueryController<
    SessionTimelineQuery | SessionTimelineInContextQuery,
    SessionTimelineQueryVariables
  >(this, () => {
    if (!this.sessionId) return null;
    const query = this.inContext && this.where.filter ? SessionTimelineInContextDocument : SessionTimelineDocument;
    return { query, variables: { id: this.sessionId, buckets: BUCKETS, ...this.where } };
  });
  private readonly ofList = new TimelineParts(this, () => {
    if (this.sessionId || this.unread.length > 0) return null;
    // A range that ends now has no end in the question; the axis has one, so that a silence shows.
    const until = new Date(this.moment).toISOString();
    return { ...this.listWhere, buckets: BUCKETS, until };
  });

  /** What was not understood of the filters of a list. */
  private get unread(): readonly Unread[] {
    return this.sessionId ? [] : this.pluginScope.unread(this.view);
  }

  private get moment(): number {
    return this.now ?? this.opened;
  }

  private get listWhere(): Where {
    const { view } = this;
    return this.pluginScope.narrow(toWhere(view, this.moment, this.effectiveTimeZone), view);
  }

  private get period(): SessionTimeRange | null | undefined {
    return this.sessionId ? this.where.period : this.listWhere.period;
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has('sessionId')) this.steps = [];
    if (!changed.has('sessionId') && !changed.has('view') && !changed.has('where') && !changed.has('now')) return;
    // Somebody else has set the time: there is no step of ours to take back.
    const last = this.steps.at(-1);
    if (last && (this.period?.from !== last.from || this.period?.to !== last.to)) this.steps = [];
    // Other buckets: what was pointed at is not there any more.
    this.brush = null;
    this.pointed = null;
  }

  private get timeline(): TimelineFragment | null | undefined {
    const session = this.ofSession.data?.session;
    if (this.sessionId) return session?.id === this.sessionId ? session.timeline : undefined;
    return this.ofList.query.data && this.ofList.timeline;
  }

  /** Buckets at the beginning that are not counted yet. */
  private get uncounted(): number {
    return this.sessionId ? 0 : this.ofList.uncounted;
  }

  /** Per bucket, of a session that is shown in context; undefined: all that is shown meets the filters. */
  private get matchCounts(): readonly number[] | undefined {
    const session = this.ofSession.data?.session;
    const isShown = this.sessionId !== '' && session?.id === this.sessionId;
    return isShown && 'matches' in session ? session.matches?.buckets.map(({ requests }) => requests) : undefined;
  }

  /** Of a list there are none. */
  private get events(): MarksFragment {
    const session = this.ofSession.data?.session;
    const own = this.sessionId && session?.id === this.sessionId ? session.timeline : undefined;
    return { marks: own?.marks ?? [], markCount: own?.markCount ?? 0 };
  }

  override render() {
    const { terms: words } = this.language;
    const { terms } = this.localize;
    const source = this.sessionId ? this.ofSession : this.ofList.query;
    const { timeline } = this;
    if (this.unread.length > 0) return this.unreadParams.render();
    const failed = (why: string) => html`<p class="notice" role="alert">${icons.warning}<span>${why}</span>
        <button type="button" class="button" @click=${() => (this.sessionId ? this.ofSession : this.ofList).refresh()}>${terms.retry}</button></p>`;
    if (source.away)
      return html`${failed(terms.failure.away)}${timeline?.buckets.length ? this.renderChart(timeline, true) : nothing}`;
    if (source.failure || (source.incomplete && !timeline)) return failed(words.unavailable);
    if (timeline === undefined)
      return html`<div class=${this.folding.isFolded ? 'line' : 'chart waiting'} aria-busy="true"></div>`;
    if (!timeline?.buckets.length) return html`<p class="notice muted">${words.empty}</p>`;
    return this.renderChart(timeline, source.loading);
  }

  private renderChart(timeline: TimelineFragment, busy: boolean) {
    const { terms: words } = this.language;
    const { terms, locale, timeZone } = this.localize;
    const { buckets } = timeline;
    const counted = { ...timeline, buckets: buckets.slice(this.uncounted) };
    const moment = momentOf(this.period, timeline, locale, timeZone);
    const middle = buckets[Math.floor(buckets.length / 2)]!.start;
    const { from, to } = brushTimes(timeline, { from: 0, to: buckets.length - 1 }, this.period);
    const readout = renderReadout(
      timeline,
      this.uncounted,
      this.matchCounts,
      this.brush,
      this.pointed,
      this.period,
      words,
      this.judgement.terms,
      this.localize,
    );
    if (this.folding.isFolded) return this.folding.renderLine(timeline, this.uncounted, busy, readout);
    return html`<figure aria-label=${words.label} aria-busy=${busy}>
      ${this.marks.render(this.events, timeline)}
      <div class="chart" part="chart" @pointerdown=${this.grab} @pointermove=${this.drag} @pointerup=${this.drop}
        @pointercancel=${this.cancel} @pointerleave=${this.leave}>
        ${renderBars(timeline, this.uncounted, this.brush, this.pointed, this.sessionId ? this.events.marks : null)} ${this.renderHandle(timeline, 'from')} ${this.renderHandle(timeline, 'to')}
      </div>
      ${this.matchCounts ? renderMatches(this.matchCounts) : nothing}
      <div class="axis muted number" aria-hidden="true">
        <span>${moment(from)}</span>${buckets.length > 2 ? html`<span>${moment(middle)}</span>` : nothing}<span>${moment(to)}</span>
      </div>
      <figcaption>
        ${this.folding.renderButton()}${readout}
        ${this.sessionId ? renderKey(timeline, this.judgement.terms, locale) : html`<span class="counting muted ${this.uncounted > 0 ? '' : 'over'}">${words.counting}</span>`}
        ${
          // While it is dragged over, nobody could press them.
          this.brush && this.grabbed === null
            ? html`<button type="button" class="button primary" @click=${this.choose}>${words.zoomIn}</button>
                <button type="button" class="button quiet" @click=${this.cancel}>${terms.cancel}</button>`
            : nothing
        }
        ${this.steps.length > 0 ? html`<button type="button" class="button back" @click=${this.back}>${words.zoomBack}</button>` : nothing}
        <details>
          <summary>${words.asTable}</summary>
          ${renderTable(counted, this.matchCounts, this.period, words, this.judgement.terms, this.localize)} ${this.marks.renderTable(this.events, timeline)}
        </details>
      </figcaption>
    </figure>`;
  }

  /** One end of the time to choose, for the keyboard; Enter chooses it. */
  private renderHandle(timeline: TimelineFragment, end: 'from' | 'to') {
    const { terms: words } = this.language;
    const { locale, timeZone } = this.localize;
    const { buckets } = timeline;
    const { from, to } = this.brush ?? { from: 0, to: buckets.length - 1 };
    const times = brushTimes(timeline, { from, to }, this.period);
    const at = end === 'from' ? from : to;
    return html`<span class="handle" role="slider" tabindex="0" aria-label=${words.ends[end]}
      aria-valuemin="0" aria-valuemax=${buckets.length - 1} aria-valuenow=${at}
      aria-valuetext=${endTime(times[end], locale, timeZone)} data-end=${end}
      @keydown=${(event: KeyboardEvent) => this.keyed(event, end)}></span>`;
  }

  protected override updated(): void {
    // Through the style object: a strict content security policy refuses style attributes.
    const count = this.timeline?.buckets.length ?? 0;
    for (const handle of this.renderRoot.querySelectorAll<HTMLElement>('.handle')) {
      const { from, to } = this.brush ?? { from: 0, to: count - 1 };
      const at = handle.dataset.end === 'from' ? from : to + 1;
      handle.style.setProperty('inset-inline-start', `${(at / count) * 100}%`);
    }
  }

  private keyed(event: KeyboardEvent, end: 'from' | 'to'): void {
    const count = this.timeline?.buckets.length ?? 0;
    if (event.key === 'Enter' && this.brush) this.choose();
    else if (event.key === 'Escape' && this.brush) this.cancel();
    else {
      const moved = moveEnd(this.brush, end, event.key, count);
      if (!moved) return;
      this.brush = moved;
    }
    event.preventDefault();
    event.stopPropagation();
  }

  private grab(event: PointerEvent): void {
    if (event.button !== 0 || (event.target as HTMLElement).closest('button')) return;
    (event.currentTarget as HTMLElement).setPointerCapture(event.pointerId);
    const at = this.indexOf(event);
    this.grabbed = at;
    this.brush = brushOf(at, at);
  }

  private grabbed: number | null = null;

  private drag(event: PointerEvent): void {
    const at = this.indexOf(event);
    this.pointed = at;
    if (this.grabbed !== null) this.brush = brushOf(this.grabbed, at);
  }

  private drop(): void {
    if (this.grabbed === null) return;
    this.grabbed = null;
    this.choose();
  }

  private leave(): void {
    this.pointed = null;
  }

  private cancel(): void {
    this.grabbed = null;
    this.brush = null;
  }

  private indexOf(event: PointerEvent): number {
    const { left, right, width } = this.chart!.getBoundingClientRect();
    const rtl = getComputedStyle(this.chart!).direction === 'rtl';
    return bucketAt((rtl ? right - event.clientX : event.clientX - left) / width, this.timeline!.buckets.length);
  }

  private choose(): void {
    if (!this.brush || !this.timeline) return;
    const span = brushTimes(this.timeline, this.brush, this.period);
    this.steps.push(span);
    this.brush = null;
    this.dispatchEvent(new SessionsTimeChangeEvent(span));
  }

  /** @internal */
  async zoomTo(brush: Brush): Promise<void> {
    this.brush = brush;
    this.choose();
    await this.updateComplete;
    // The mark that was pressed may be gone when the answer is there.
    this.renderRoot.querySelector<HTMLElement>('.back')?.focus();
  }

  /** One step back: the time that was chosen before, or that from before the first choice. */
  private back(): void {
    this.steps.pop();
    this.dispatchEvent(new SessionsTimeChangeEvent(this.steps.at(-1) ?? null));
    this.requestUpdate();
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'session-timeline': SessionTimeline;
  }
}
