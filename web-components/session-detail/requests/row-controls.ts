import type { Pivots } from '../../pivots/pivots.ts';
import type { GridFocus } from '../../session-list/grid-focus.ts';
import type { RequestList } from './request-list.ts';
import { isSelectingText, makeRoomBelow, rowOf, toggleOf } from './table-view.ts';

interface Host {
  readonly renderRoot: HTMLElement | DocumentFragment;
  requestUpdate(): void;
}

/** What clicks and keys do in the rows: the current one, the open one, the menus of values. */
export class RowControls {
  /** Id of the request that is open; undefined: none. */
  opened: string | undefined;

  constructor(
    private readonly host: Host,
    private readonly list: RequestList,
    private readonly grid: GridFocus,
    private readonly pivots: Pivots,
  ) {}

  readonly focused = (event: FocusEvent): void => {
    this.grid.onFocusIn(event);
    const id = (event.target as HTMLElement).closest('tr')?.dataset.row;
    if (!id || id === this.list.current?.id) return;
    this.list.enter(id);
    this.host.requestUpdate();
  };

  readonly clicked = (event: MouseEvent): void => {
    this.pivots.onClick(event);
    const target = event.target as HTMLElement;
    const id = target.closest('tr')?.dataset.row;
    const control = target.closest('a, button');
    if (!id || (control && !control.matches('.toggle'))) return;
    if (control || !isSelectingText(this.host.renderRoot)) this.toggle(id);
  };

  readonly pressed = (event: KeyboardEvent): void => {
    const target = event.target as HTMLElement;
    const id = target.closest('tr')?.dataset.row;
    // Inside the open request, keys are its own.
    if (id === undefined || event.defaultPrevented) return;
    this.pivots.onKeyDown(event);
    if (event.key === 'Enter' && id && target.matches('td, th')) {
      event.preventDefault();
      this.toggle(id);
    } else {
      this.grid.onKeyDown(event);
    }
  };

  /** False: none is open. */
  closeOpened(): boolean {
    const row = this.opened === undefined ? undefined : rowOf(this.host.renderRoot, this.opened);
    if (!row) return false;
    const inside = (this.host.renderRoot as ShadowRoot).activeElement?.closest('tr') === row.nextElementSibling;
    this.open(undefined);
    if (inside) toggleOf(row).focus();
    return true;
  }

  /** To the next or the previous row. False: there are none. */
  step(by: 1 | -1): boolean {
    const { rows, current } = this.list;
    const at = rows.findIndex(({ node }) => node.id === current?.id);
    const to = rows[at < 0 ? 0 : at + by];
    const row = to && rowOf(this.host.renderRoot, to.node.id);
    if (row) toggleOf(row).focus();
    return rows.length > 0;
  }

  private toggle(id: string): void {
    this.open(this.opened === id ? undefined : id);
    const row = rowOf(this.host.renderRoot, id);
    const scroller = this.host.renderRoot.querySelector<HTMLElement>('.scroller');
    if (this.opened !== undefined && row && scroller) makeRoomBelow(row, scroller);
  }

  private open(id: string | undefined): void {
    this.opened = id;
    this.host.requestUpdate();
  }
}
