/** Whether a part of the page was left open; null: nobody has said, or the browser keeps nothing for this page. */
export function rememberedOpen(name: string): boolean | null {
  try {
    const kept = localStorage.getItem(name);
    return kept === null ? null : kept === 'open';
  } catch {
    return null;
  }
}

export function rememberOpen(name: string, open: boolean): void {
  try {
    localStorage.setItem(name, open ? 'open' : 'closed');
  } catch {
    // Private windows and sandboxed frames keep nothing: the choice then lasts as long as the element.
  }
}
