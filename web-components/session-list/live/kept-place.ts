interface Host {
  readonly renderRoot: HTMLElement | DocumentFragment;
}

/** Keeps the row that is read at its height while rows come in above it. At the top, where what is new comes in, nothing is kept. */
export class KeptPlace {
  private kept: { readonly row: HTMLElement; readonly top: number } | undefined;

  constructor(private readonly host: Host) {}

  /** Before the rows are rendered anew. */
  keep(): void {
    const box = this.box;
    if (!box || box.scrollTop === 0) return;
    const edge = box.getBoundingClientRect().top + (box.querySelector('thead')?.offsetHeight ?? 0);
    const rows = [...box.querySelectorAll<HTMLElement>('tbody tr[data-row]')];
    const row = rows.find((one) => one.getBoundingClientRect().bottom > edge);
    this.kept = row && { row, top: row.getBoundingClientRect().top };
  }

  /** When they are. */
  restore(): void {
    const { kept, box } = this;
    this.kept = undefined;
    if (kept?.row.isConnected && box) box.scrollTop += kept.row.getBoundingClientRect().top - kept.top;
  }

  private get box(): HTMLElement | null {
    return this.host.renderRoot.querySelector('.scroll');
  }
}
