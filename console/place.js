// Where somebody was on a page, for when they come back to it: how far down, which rows were open, what had the focus.

const nameOf = () => `console-place:${location.pathname}${location.search}`;
const [navigation] = performance.getEntriesByType('navigation');
const cameBack = ['back_forward', 'reload'].includes(navigation?.type);
const kept = cameBack ? JSON.parse(sessionStorage.getItem(nameOf())) : null;

// The browser would do it before the rows are there.
history.scrollRestoration = 'manual';
addEventListener('pagehide', () => {
  const focus = document.activeElement?.dataset.place ?? null;
  const open = [...document.querySelectorAll('[aria-expanded="true"][data-place]')].map(({ dataset }) => dataset.place);
  sessionStorage.setItem(nameOf(), JSON.stringify({ scroll: scrollY, open, focus }));
});

let used = false;

/**
 * Goes back to where it was, once. Elements with `data-place` are found again by it; those that open something have a
 * method `open`.
 * @returns whether there was such a place
 */
export async function returnToPlace() {
  if (!kept || used) return false;
  used = true;
  const find = (name) => document.querySelector(`[data-place="${CSS.escape(name)}"]`);
  await Promise.all(kept.open.map((name) => find(name)?.open()));
  scrollTo(0, kept.scroll);
  const focused = kept.focus === null ? null : find(kept.focus);
  // An element of the library has something to focus once it is rendered.
  await focused?.updateComplete;
  focused?.focus({ preventScroll: true });
  return true;
}
