import type { ReactiveController, ReactiveControllerHost } from 'lit';

/** Rows that Page Up and Page Down jump over. */
const PAGE_ROWS = 10;
const CONTROLS = 'a, button';
/** What a row is selected by: never where somebody starts. */
const BOX = '.pick';

interface Host extends ReactiveControllerHost {
  readonly renderRoot: HTMLElement | DocumentFragment;
}

/**
 * The keyboard of the grid: one tab stop, moved by arrows over the controls of a row, and over the cells that have none.
 * Its place is a row id, a column and a control in that cell, not a node: it outlives rows that are rendered anew.
 */
export class GridFocus implements ReactiveController {
  /** '': the row of headings. Undefined: nobody has been in the grid yet. */
  private row: string | undefined;
  private column = '';
  private control = 0;
  private index = 0;
  private stop: HTMLElement | undefined;
  private hadFocus = false;

  constructor(private readonly host: Host) {
    host.addController(this);
  }

  hostUpdate(): void {
    this.hadFocus = this.focused !== null;
  }

  hostUpdated(): void {
    this.place();
    // What had the focus is gone: it must not start over at the top of the page.
    if (this.hadFocus && this.focused === null) this.focus();
  }

  /** Focuses the tab stop; without rows, whatever else there is to do. */
  focus(options?: FocusOptions): void {
    const { renderRoot } = this.host;
    const target = this.stop?.isConnected
      ? this.stop
      : renderRoot.querySelector<HTMLElement>('.state button, .refresh');
    target?.focus(options);
  }

  /** Moves the stop to the first row, and the focus with it unless that is somewhere else on the page by now. */
  toFirstRow(): void {
    const [first] = this.rows.filter(({ dataset }) => dataset.row !== '');
    const target = first && targetsOf(first).find((one) => !one.closest(BOX));
    if (!target) return;
    this.moveTo(target);
    const { activeElement } = document;
    if (this.focused !== null || activeElement === null || activeElement === document.body) target.focus();
  }

  readonly onFocusIn = (event: FocusEvent): void => {
    const row = (event.target as HTMLElement).closest<HTMLTableRowElement>('tr[data-row]');
    const target = row && targetsOf(row).find((one) => one === event.target || (event.target as Node).contains(one));
    if (target) this.moveTo(target);
  };

  readonly onKeyDown = (event: KeyboardEvent): void => {
    const target = this.target(event);
    if (!target) return;
    event.preventDefault();
    this.moveTo(target);
    target.focus();
    const [headings, first] = this.rows;
    // Headings are in view wherever the rows are: these follow.
    if (headings?.contains(target)) first?.scrollIntoView({ block: 'nearest' });
  };

  private get focused(): Element | null {
    return (this.host.renderRoot as ShadowRoot).activeElement;
  }

  private get rows(): HTMLTableRowElement[] {
    return [...this.host.renderRoot.querySelectorAll<HTMLTableRowElement>('tr[data-row]')];
  }

  /** Where a key leads; undefined: it is not one of the grid's. */
  private target(event: KeyboardEvent): HTMLElement | undefined {
    const { key, ctrlKey, metaKey, altKey, shiftKey } = event;
    const current = this.stop;
    const row = current?.closest('tr');
    if (!current || !row || metaKey || altKey || shiftKey) return undefined;
    const targets = targetsOf(row);
    const rows = this.rows;
    const at = rows.indexOf(row);
    const inRow = (to: number) => targets[Math.max(0, Math.min(to, targets.length - 1))];
    const toRow = (to: number) => this.sameColumn(rows[Math.max(0, Math.min(to, rows.length - 1))]!);
    if (ctrlKey) {
      if (key === 'Home') return targetsOf(rows[0]!)[0];
      if (key === 'End') return targetsOf(rows.at(-1)!).at(-1);
      return undefined;
    }
    const forward = getComputedStyle(row).direction === 'rtl' ? 'ArrowLeft' : 'ArrowRight';
    switch (key) {
      case 'ArrowRight':
      case 'ArrowLeft':
        return inRow(targets.indexOf(current) + (key === forward ? 1 : -1));
      case 'ArrowDown':
        return toRow(at + 1);
      case 'ArrowUp':
        return toRow(at - 1);
      case 'PageDown':
        return toRow(at + PAGE_ROWS);
      case 'PageUp':
        return toRow(at - PAGE_ROWS);
      case 'Home':
        return inRow(0);
      case 'End':
        return inRow(targets.length - 1);
      case 'Enter':
        // A cell without a control stands for its row.
        return current.matches(CONTROLS) ? undefined : this.activate(row);
      default:
        return undefined;
    }
  }

  private activate(row: HTMLTableRowElement): HTMLElement | undefined {
    row.querySelector('a')?.click();
    return this.stop;
  }

  private moveTo(target: HTMLElement): void {
    const row = target.closest('tr')!;
    const cell = target.closest<HTMLElement>('[data-column]')!;
    this.row = row.dataset.row;
    this.index = this.rows.indexOf(row);
    this.column = cell.dataset.column!;
    this.control = Math.max(0, controlsOf(cell).indexOf(target));
    this.setStop(target);
  }

  /** Finds the place again; where its row is gone, its neighbour's. */
  private place(): void {
    const rows = this.rows;
    const fallback = this.row === undefined ? rows[1] : rows[Math.min(this.index, rows.length - 1)];
    const row = rows.find(({ dataset }) => dataset.row === this.row) ?? fallback ?? rows[0];
    this.setStop(row && this.sameColumn(row));
  }

  private sameColumn(row: HTMLTableRowElement): HTMLElement | undefined {
    const cells = [...row.cells];
    const cell = cells.find(({ dataset }) => dataset.column === this.column) ?? cells.find((one) => !one.matches(BOX));
    if (!cell) return undefined;
    const controls = controlsOf(cell);
    return controls[Math.min(this.control, controls.length - 1)] ?? cell;
  }

  private setStop(target: HTMLElement | undefined): void {
    if (this.stop === target) return;
    if (this.stop) this.stop.tabIndex = -1;
    if (target) target.tabIndex = 0;
    this.stop = target;
  }
}

const controlsOf = (cell: HTMLElement): HTMLElement[] => [...cell.querySelectorAll<HTMLElement>(CONTROLS)];

function targetsOf(row: HTMLTableRowElement): HTMLElement[] {
  // A narrow grid may hide columns.
  const cells = [...row.cells].filter((cell) => cell.checkVisibility());
  return cells.flatMap((cell) => {
    const controls = controlsOf(cell);
    return controls.length > 0 ? controls : [cell];
  });
}
