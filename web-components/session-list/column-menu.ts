import type { Terms } from '../i18n/en.ts';
import type { MenuKit } from '../pivots/menu-kit.ts';
import { isOpen, openPopover } from '../shared/popover.ts';
import type { Column } from './columns.ts';

export interface ColumnMenuContext {
  readonly kit: MenuKit;
  readonly terms: Terms;
  /** What stands on its button. */
  readonly face: unknown;
  readonly all: readonly Column[];
  /** Those that are shown. */
  readonly columns: readonly Column[];
  /** Says whether the column is shown then. */
  readonly turn: (id: string, on: boolean) => boolean;
  /** Undefined: there is no choice to forget. */
  readonly reset?: () => void;
}

// A press on the button closes its popover before the click comes: that click must not open it again.
let wasOpen = false;

const popoverOf = (event: Event) => (event.currentTarget as HTMLElement).nextElementSibling as HTMLElement;

function onPress(event: Event): void {
  wasOpen = isOpen(popoverOf(event));
}

function onClick(event: Event): void {
  const popover = popoverOf(event);
  if (isOpen(popover)) popover.hidePopover();
  else if (!wasOpen) {
    openPopover(popover, event.currentTarget as HTMLElement);
    popover.querySelector('input')?.focus();
  }
  wasOpen = false;
}

function onKeyDown(event: KeyboardEvent): void {
  if (event.key !== 'Escape') return;
  event.preventDefault();
  // A dialog of the host around the list stays open.
  event.stopPropagation();
  const popover = event.currentTarget as HTMLElement;
  (popover.previousElementSibling as HTMLElement).focus();
  popover.hidePopover();
}

function onToggle(event: ToggleEvent): void {
  const popover = event.currentTarget as HTMLElement;
  popover.previousElementSibling?.setAttribute('aria-expanded', String(event.newState === 'open'));
}

/** The button and its popover with a box for each column. */
export function renderColumnMenu({
  kit: { html, nothing },
  terms,
  face,
  all,
  columns,
  turn,
  reset,
}: ColumnMenuContext) {
  const box = ({ id, title }: Column) => html`
    <label class="item">
      <input type="checkbox" .checked=${columns.some((column) => column.id === id)}
        @change=${({ target }: { target: HTMLInputElement }) => {
          target.checked = turn(id, target.checked);
        }} />
      ${title(terms)}
    </label>
  `;
  return html`
    <button type="button" class="button quiet" aria-haspopup="dialog" aria-expanded="false" title=${terms.list.chooseColumns}
      @pointerdown=${onPress} @click=${onClick}>${face}</button>
    <div class="columns" popover="auto" role="dialog" aria-label=${terms.list.chooseColumns} @toggle=${onToggle}
      @keydown=${onKeyDown}>
      ${all.filter(({ shown }) => shown !== 'always').map(box)}
      ${reset ? html`<button type="button" class="button quiet" @click=${reset}>${terms.list.defaultColumns}</button>` : nothing}
    </div>
  `;
}
