const CONTROLS = ':is(a[href], summary, [tabindex], :is(button, input, select, textarea):enabled):not([tabindex^="-"])';

/** The keys of a modal dialog stay in it: they are no shortcuts of the elements around, and Tab goes round. */
export function keepKeys(dialog: HTMLDialogElement): void {
  dialog.addEventListener('keydown', (event) => {
    event.stopPropagation();
    if (event.key === 'Tab') goRound(event, dialog);
  });
}

/** Of a dialog in a shadow root Firefox does not find the first control again after the last. */
function goRound(event: KeyboardEvent, dialog: HTMLDialogElement): void {
  const stops = [...dialog.querySelectorAll<HTMLElement>('*')].filter(isStop);
  const [from, to] = event.shiftKey ? [stops[0], stops.at(-1)] : [stops.at(-1), stops[0]];
  // Only the browser knows where it is inside an element of a plugin's own.
  if (event.target !== from || !to || from?.shadowRoot || to.shadowRoot) return;
  event.preventDefault();
  to.focus();
}

function isStop(element: HTMLElement): boolean {
  if (!element.checkVisibility({ visibilityProperty: true })) return false;
  if (element.shadowRoot) return true;
  return element.matches(CONTROLS) && !isPassedOver(element);
}

/** Of radio buttons the checked one stands for all. */
function isPassedOver(element: HTMLElement): boolean {
  if (!(element instanceof HTMLInputElement) || element.type !== 'radio' || element.checked) return false;
  const group = element.form?.elements.namedItem(element.name);
  return group instanceof RadioNodeList && [...group].some((one) => (one as HTMLInputElement).checked);
}
