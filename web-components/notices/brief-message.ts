/** Says something short in a live region that is seen for a moment. */
export function say(status: HTMLElement | null, text: string): void {
  if (!status) return;
  status.textContent = text;
  status.animate([{ opacity: 1 }, { opacity: 1, offset: 0.8 }, { opacity: 0 }], 2000);
}
