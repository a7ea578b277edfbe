import { html, nothing, type ReactiveController, type ReactiveControllerHost, svg } from 'lit';
import type { MarksFragment, TimelineFragment } from '../data/documents.generated.ts';
import type { JudgementTerms } from '../i18n/judgement.en.ts';
import type { LanguageController } from '../i18n/language.ts';
import type { LocalizeController } from '../i18n/localize.ts';
import { dateTime, duration, exactNumber } from '../shared/format.ts';
import { icon } from '../shared/icon.ts';
import { icons } from '../shared/icons.ts';
import { printable } from '../shared/printable.ts';
import type { Brush } from './brush.ts';
import { brushOfMarks, endOfGap, groupMarks, type Mark, type MarkGroup, type Side, sideOf } from './marks.ts';

/** Lines of a title; the rest is in the table. */
const TOLD = 8;

const KIND_ICONS: Readonly<Record<string, unknown>> = {
  GAP: icon(svg`<path d="M5.5 3.5v9M10.5 3.5v9"/>`),
  USER_CHANGED: icon(svg`<circle cx="8" cy="5.2" r="2.7"/><path d="M3 13.5c.4-3 2.4-4.2 5-4.2s4.6 1.2 5 4.2"/>`),
  COUNTRY_CHANGED: icon(svg`<path d="M4 14V2.5M4 3h8.5l-2 2.8 2 2.7H4"/>`),
  BLOCKED: icons.exclude,
  UNBLOCKED: icons.check,
};

/** Points out of the axis, to a time that it does not reach. */
const ARROW = icon(svg`<path d="M2.5 8h11M9.5 4l4 4-4 4"/>`);

interface MarksHost extends ReactiveControllerHost, HTMLElement {
  readonly providedLocale: string | undefined;
  readonly renderRoot: HTMLElement | DocumentFragment;
  /** Shows the time of these buckets. */
  zoomTo(brush: Brush): void;
}

/** What happened in a session, above its bars: in one tab stop, and as a table. */
export class TimelineMarks implements ReactiveController {
  private width = 0;
  private groups: readonly MarkGroup[] = [];
  /** Of the group that is the tab stop. */
  private current = 0;
  private readonly resized = new ResizeObserver(([entry]) => {
    const { width } = entry!.contentRect;
    if (width === this.width) return;
    this.width = width;
    // Not at once: the marks make the element higher, which it would be told of in the same frame.
    requestAnimationFrame(() => this.host.requestUpdate());
  });

  constructor(
    private readonly host: MarksHost,
    private readonly localize: LocalizeController,
    private readonly language: LanguageController<JudgementTerms>,
  ) {
    host.addController(this);
  }

  hostConnected(): void {
    this.resized.observe(this.host);
  }

  hostDisconnected(): void {
    this.resized.disconnect();
  }

  hostUpdated(): void {
    // Through the style object: a strict content security policy refuses style attributes.
    this.buttons.forEach((button, index) => {
      button.style.setProperty('inset-inline-start', `${this.groups[index]!.at}px`);
    });
  }

  /** The marks above the bars; nothing where nothing happened. */
  render({ marks }: MarksFragment, timeline: TimelineFragment) {
    if (marks.length === 0) return nothing;
    // Nobody has told yet: bars that were there first would jump.
    this.width ||= this.host.clientWidth;
    this.groups = groupMarks(marks, timeline, this.width);
    this.current = Math.min(this.current, this.groups.length - 1);
    const { terms: words } = this.language;
    return html`<div class="marks" part="marks" role="toolbar" aria-label=${words.marks} @keydown=${this.pressed}>
      ${this.groups.map((group, index) => this.renderGroup(group, index, timeline))}
    </div>`;
  }

  private renderGroup({ marks, side }: MarkGroup, index: number, timeline: TimelineFragment) {
    const { locale, terms } = this.localize;
    const { terms: words } = this.language;
    const [first] = marks as readonly [Mark];
    const lines = marks.slice(0, TOLD).map((mark) => this.textOf(mark, side));
    const more = marks.length > TOLD ? [terms.list.more(exactNumber(marks.length - TOLD, locale))] : [];
    const count = words.markCount({ short: exactNumber(marks.length, locale), value: marks.length });
    const text = marks.length === 1 ? lines[0]! : [`${count}:`, ...lines, ...more].join('\n');
    const kinds = new Set(marks.map(({ kind }) => kind));
    return html`<button type="button" class="mark ${side} ${kinds.size === 1 ? first.kind.toLowerCase() : ''}" tabindex=${index === this.current ? 0 : -1}
      title=${text} aria-label=${text} @click=${() => this.goTo(marks, timeline, index)}>
      ${kinds.size === 1 ? (KIND_ICONS[first.kind] ?? icons.more) : nothing}${marks.length > 1 ? html`<b class="number">${exactNumber(marks.length, locale)}</b>` : nothing}${side === 'on' ? nothing : html`<span class="arrow">${ARROW}</span>`}
    </button>`;
  }

  /** The same as a table, each with a way to its time. */
  renderTable({ marks, markCount }: MarksFragment, timeline: TimelineFragment) {
    if (marks.length === 0) return nothing;
    const { terms, locale, timeZone } = this.localize;
    const { terms: words } = this.language;
    const caption =
      markCount > marks.length
        ? words.marksShown(exactNumber(marks.length, locale), exactNumber(markCount, locale))
        : words.marks;
    return html`<div class="scroller" tabindex="0" role="region" aria-label=${words.marks}>
      <table class="of-marks">
        <caption class="muted">${caption}</caption>
        <thead>
          <tr><th scope="col">${terms.time}</th><th scope="col">${words.what}</th><th scope="col">${words.details}</th></tr>
        </thead>
        <tbody>
          ${marks.map(
            (mark) => html`<tr>
              <th scope="row" class="number">
                <button type="button" class="link" aria-label=${words.showTimeOf(this.textOf(mark, sideOf(mark, timeline)))} @click=${() => this.goTo([mark], timeline)}>
                  ${dateTime(mark.at, locale, timeZone)}
                </button>
              </th>
              <td>${this.kindOf(mark)}</td>
              <td>${this.detailOf(mark, sideOf(mark, timeline))}</td>
            </tr>`,
          )}
        </tbody>
      </table>
    </div>`;
  }

  private kindOf({ kind }: Mark): string {
    return this.language.terms.markKinds[kind] ?? kind;
  }

  private detailOf(mark: Mark, side: Side): string {
    const what = this.whatOf(mark);
    return side === 'on' ? what : `${what} · ${this.language.terms.outside[side]}`;
  }

  /** In the language of the page. What the server says is English: for kinds that are not known here. */
  private whatOf(mark: Mark): string {
    const { terms: words } = this.language;
    const { at, before, after, by, reason, detail } = mark;
    const end = endOfGap(mark);
    if (end !== null) return words.noRequestFor(duration(Date.parse(end) - Date.parse(at), this.localize.locale));
    if (before !== null && after !== null) return words.fromTo(printable(before), printable(after));
    if (by === null) return printable(detail);
    return [words.by(printable(by)), printable(reason ?? '')].filter((each) => each !== '').join(': ');
  }

  private textOf(mark: Mark, side: Side): string {
    const { locale, timeZone } = this.localize;
    return `${dateTime(mark.at, locale, timeZone)} · ${this.kindOf(mark)}: ${this.detailOf(mark, side)}`;
  }

  private goTo(marks: readonly Mark[], timeline: TimelineFragment, index = 0): void {
    this.current = index;
    this.host.zoomTo(brushOfMarks(marks, timeline));
  }

  private readonly pressed = (event: KeyboardEvent): void => {
    const { buttons } = this;
    const rtl = getComputedStyle(this.host).direction === 'rtl';
    const last = buttons.length - 1;
    const to: Record<string, number> = {
      ArrowRight: this.current + (rtl ? -1 : 1),
      ArrowLeft: this.current + (rtl ? 1 : -1),
      Home: 0,
      End: last,
    };
    const wanted = to[event.key];
    if (wanted === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    this.current = Math.max(0, Math.min(last, wanted));
    buttons[this.current]?.focus();
    this.host.requestUpdate();
  };

  private get buttons(): HTMLElement[] {
    return [...this.host.renderRoot.querySelectorAll<HTMLElement>('.mark')];
  }
}
