import { html, nothing } from 'lit';
import type { Failure } from '../data/client.ts';
import type { Terms } from '../i18n/en.ts';
import { icons } from '../shared/icons.ts';
import { printable } from '../shared/printable.ts';
import { ALL_TIME, sameTime } from '../state/time-range.ts';
import { isFiltered, type View, withoutConditions, withTime } from '../state/view.ts';

/** The host's own words take the place of ours. Not as content of the slot: one passed on by an explorer is never empty. */
function onSlotChange(event: Event): void {
  const slot = event.currentTarget as HTMLSlotElement;
  const ours = slot.nextElementSibling as HTMLElement;
  ours.hidden = slot.assignedNodes({ flatten: true }).length > 0;
}

/** Says which it is: nothing there, or nothing that meets the filters; and offers what finds more. */
export function renderEmpty({ list }: Terms, view: View, period: string, show: (view: View) => void) {
  const filtered = isFiltered(view);
  const always = sameTime(view.time, ALL_TIME);
  const text = filtered ? list.nothingMatches : always ? list.nothingStored : list.nothingInPeriod;
  return html`
    <div class="state" part="empty">
      <slot name="empty" @slotchange=${onSlotChange}></slot>
      <div class="words">
        <p>${icons.sessions}${text}</p>
        ${period ? html`<p class="muted">${period}</p>` : nothing}
        ${filtered ? html`<button type="button" class="button" @click=${() => show(withoutConditions(view))}>${list.resetFilters}</button>` : nothing}
        ${always ? nothing : html`<button type="button" class="button" @click=${() => show(withTime(view, ALL_TIME))}>${list.allTime}</button>`}
      </div>
    </div>
  `;
}

export function renderFailure({ failure: words, retry }: Terms, { kind, detail }: Failure, again: () => void) {
  return html`
    <div class="state" part="error" role="alert">
      <slot name="error" @slotchange=${onSlotChange}></slot>
      <div class="words">
        <p class="alert">${icons.warning}${words[kind]}</p>
        ${kind === 'input' && detail ? html`<p class="muted">${printable(detail)}</p>` : nothing}
        <button type="button" class="button" @click=${again}>${retry}</button>
      </div>
    </div>
  `;
}

/** What is shown is kept meanwhile. */
export const renderAway = ({ failure }: Terms) =>
  html`<p class="alert" role="alert">${icons.warning} ${failure.away}</p>`;
