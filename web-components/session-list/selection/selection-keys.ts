interface Picked {
  readonly ids: ReadonlySet<string>;
  readonly pageIds: readonly string[];
  readonly isOn: boolean;
  turn(ids: readonly string[], on: boolean): void;
}

/** What clicks and keys select: a box, a range with Shift, the row with the space bar. */
export class SelectionKeys {
  /** Where a range begins: the row that was turned last. */
  private anchor: string | undefined;
  private root: EventTarget | undefined;

  constructor(private readonly selection: Picked) {}

  /** Once for each root. */
  listen(root: EventTarget): void {
    if (root === this.root) return;
    this.root = root;
    // Before the row hears of it, which would open its session.
    root.addEventListener('click', (event) => this.onClick(event as MouseEvent), { capture: true });
    root.addEventListener('keydown', (event) => this.onKeyDown(event as KeyboardEvent));
    // Shift and a press would select text in the place of rows.
    root.addEventListener('mousedown', (event) => {
      if ((event as MouseEvent).shiftKey && boxOf(event)) event.preventDefault();
    });
  }

  private onClick(event: MouseEvent): void {
    const box = boxOf(event);
    const row = box?.closest<HTMLElement>('tr')?.dataset.row;
    if (!box || row === undefined) return;
    event.stopPropagation();
    if (row === '') this.turnPage();
    else this.turnTo(row, event.shiftKey);
  }

  private onKeyDown(event: KeyboardEvent): void {
    if (event.key !== ' ' || event.ctrlKey || event.metaKey || event.altKey || !this.selection.isOn) return;
    const target = event.target as HTMLElement;
    const row = target.closest<HTMLElement>('tbody tr[data-row]')?.dataset.row;
    // A button is pressed by it.
    if (!row || target.closest('button')) return;
    event.preventDefault();
    this.turnTo(row, event.shiftKey);
  }

  private turnPage(): void {
    const { ids, pageIds } = this.selection;
    this.selection.turn(pageIds, !pageIds.every((id) => ids.has(id)));
  }

  private turnTo(row: string, isRange: boolean): void {
    const { ids, pageIds } = this.selection;
    const [from, to] = [pageIds.indexOf(this.anchor ?? ''), pageIds.indexOf(row)];
    this.anchor = row;
    if (isRange && from >= 0 && to >= 0) {
      const range = pageIds.slice(Math.min(from, to), Math.max(from, to) + 1);
      this.selection.turn(range, ids.has(pageIds[from]!));
    } else {
      this.selection.turn([row], !ids.has(row));
    }
  }
}

const boxOf = (event: Event): HTMLElement | null => (event.target as HTMLElement).closest('.pick');
