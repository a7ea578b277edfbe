/** What somebody chose for a panel; null: nobody has, or the browser keeps nothing for this page. */
export function keptChoice(place: string): string | null {
  try {
    return localStorage.getItem(place);
  } catch {
    return null;
  }
}

export function keepChoice(place: string, choice: string): void {
  try {
    localStorage.setItem(place, choice);
  } catch {
    // Private windows and sandboxed frames keep nothing: the choice then lasts as long as the element.
  }
}
