/** A bar that `/` leads to. */
export interface Searchable extends HTMLElement {
  focusSearch(): void;
}

const bars = new Set<Searchable>();

/** From now on `/` leads to the first of these bars on the page, unless somebody is typing. */
export function listenForSlash(bar: Searchable): void {
  if (bars.size === 0) document.addEventListener('keydown', pressed);
  bars.add(bar);
}

export function stopListening(bar: Searchable): void {
  bars.delete(bar);
  if (bars.size === 0) document.removeEventListener('keydown', pressed);
}

function pressed(event: KeyboardEvent): void {
  if (event.key !== '/' || event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
  if (isEditable(event.composedPath()[0])) return;
  const [first] = [...bars].filter((bar) => bar.checkVisibility({ visibilityProperty: true })).sort(byPlace);
  if (!first) return;
  // Otherwise the character would be typed into the search.
  event.preventDefault();
  first.focusSearch();
}

function isEditable(target: EventTarget | undefined): boolean {
  if (!(target instanceof HTMLElement)) return false;
  return target.isContentEditable || target.matches('input, textarea, select, [role=textbox]');
}

/** Order in the document means nothing across shadow roots: the place on the page does. */
function byPlace(one: Element, other: Element): number {
  const [a, b] = [one.getBoundingClientRect(), other.getBoundingClientRect()];
  return a.top - b.top || a.left - b.left;
}
