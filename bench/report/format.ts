/** A table of Markdown, its numbers on the right. */
export function table(heads: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  return [line(heads), line(heads.map((_, index) => (index === 0 ? '---' : '---:'))), ...rows.map(line)].join('\n');
}

/** Milliseconds: as many digits as say something. */
export function ms(value: number): string {
  if (value >= 100) return grouped(Math.round(value));
  return value.toFixed(value >= 10 ? 0 : 1);
}

export function grouped(value: number | null): string {
  return value === null ? '-' : Math.round(value).toLocaleString('en');
}

/** How many times as much; of nothing there is no ratio. */
export function ratio(value: number | null | undefined, of: number | null | undefined): string {
  if (value == null || of == null || of === 0) return '-';
  const found = value / of;
  return found >= 10 ? found.toFixed(0) : found.toFixed(found >= 1 ? 1 : 2);
}
