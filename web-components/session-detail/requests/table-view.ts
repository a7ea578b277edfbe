/** Rows in the frame that scrolls. */

export function rowOf(root: ParentNode, id: string): HTMLTableRowElement | undefined {
  const rows = root.querySelectorAll<HTMLTableRowElement>('tr[data-row]');
  return [...rows].find(({ dataset }) => dataset.row === id);
}

export const toggleOf = (row: HTMLElement): HTMLElement => row.querySelector<HTMLElement>('.toggle')!;

/** To the middle of the frame, unless it is in its middle third: what was before and after it is to be seen. */
export function bringIntoView(row: HTMLElement, frame: HTMLElement): void {
  const { top, height } = row.getBoundingClientRect();
  const around = frame.getBoundingClientRect();
  const off = top + height / 2 - (around.top + around.height / 2);
  if (Math.abs(off) > around.height / 6) frame.scrollTop += off;
}

/** What opens below a row at the lower end would not be seen. */
export function makeRoomBelow(row: HTMLElement, frame: HTMLElement): void {
  const { top, bottom, height } = row.getBoundingClientRect();
  const around = frame.getBoundingClientRect();
  if (bottom > around.top + around.height * 0.6) frame.scrollTop += top - around.top - height * 2;
}

/** The end of a drag over text is a click too. */
export function isSelectingText(root: Node & { getSelection?: () => Selection | null }): boolean {
  return [root.getSelection?.(), document.getSelection()].some((selection) => selection?.type === 'Range');
}
