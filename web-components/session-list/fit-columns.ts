/** Columns in which no row has anything keep less room than the others; the styles say who gets it. */
export function fitColumns(table: HTMLTableElement | null): void {
  const rows = [...(table?.tBodies[0]?.rows ?? [])].filter((row) => row.dataset.row);
  const heads = [...(table?.tHead?.rows[0]?.cells ?? [])];
  const unused = heads.filter((head, at) => {
    const isUnused = rows.length > 0 && rows.every(({ cells }) => !cells[at]?.textContent?.trim());
    head.toggleAttribute('data-unused', isUnused);
    return isUnused;
  });
  table?.style.setProperty('--_unused', String(unused.length));
}
