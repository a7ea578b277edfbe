import type { PivotButton } from '../pivots/pivot.ts';
import { SessionSelectEvent } from '../shared/events.ts';
import type { GridFocus } from './grid-focus.ts';
import type { ListMenus } from './list-menus.ts';

interface Host extends EventTarget {
  readonly renderRoot: Node & { getSelection?: () => Selection | null };
}

/** What clicks and keys do in the rows. */
export class RowActions {
  constructor(
    private readonly host: Host,
    private readonly grid: GridFocus,
    private readonly menus: ListMenus,
  ) {}

  readonly onClick = (event: MouseEvent): void => {
    const target = event.target as HTMLElement;
    const control = target.closest('a, button');
    if (control?.matches('.value')) this.menus.open(control as PivotButton);
    const row = target.closest('tr');
    const link = row?.querySelector('a');
    if (!row?.dataset.row || !link || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    if (control === link) {
      const select = new SessionSelectEvent(row.dataset.row, link.getAttribute('href')!);
      if (!this.host.dispatchEvent(select)) event.preventDefault();
    } else if (!control && !this.isSelectingText) {
      link.click();
    }
  };

  readonly onKeyDown = (event: KeyboardEvent): void => {
    const target = event.target as HTMLElement;
    if (event.key !== 'ContextMenu' && !(event.key === 'F10' && event.shiftKey)) {
      this.grid.onKeyDown(event);
    } else if (target.matches('.value')) {
      event.preventDefault();
      this.menus.open(target as PivotButton);
    }
  };

  /** The end of a drag over text is a click too. */
  private get isSelectingText(): boolean {
    const selections = [this.host.renderRoot.getSelection?.(), document.getSelection()];
    return selections.some((selection) => selection?.type === 'Range');
  }
}
