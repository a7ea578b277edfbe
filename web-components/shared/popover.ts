/**
 * Opens a popover of ours below its button, at its start; above where there is no room below, and never beyond the window.
 * Its place is set through the style object: a strict content security policy refuses style attributes.
 */
export function openPopover(popover: HTMLElement, anchor: Element): void {
  popover.showPopover();
  placePopover(popover, anchor);
}

export function placePopover(popover: HTMLElement, anchor: Element): void {
  const gap = 4;
  const margin = 8;
  const at = anchor.getBoundingClientRect();
  // Measured where all of the window is free: Firefox makes it as narrow as what is left beside its place in the page.
  popover.style.setProperty('left', '0px');
  const { width, height } = popover.getBoundingClientRect();
  // Without the scrollbar of the page, where that takes room.
  const room = document.documentElement.clientWidth;
  const rtl = getComputedStyle(anchor).direction === 'rtl';
  const wanted = rtl ? at.right - width : at.left;
  const left = Math.max(margin, Math.min(wanted, room - width - margin));
  const fitsBelow = at.bottom + gap + height <= innerHeight - margin;
  const top = fitsBelow ? at.bottom + gap : Math.max(margin, at.top - gap - height);
  popover.style.setProperty('left', `${left}px`);
  popover.style.setProperty(
    'top',
    `${fitsBelow || top > margin ? top : Math.max(margin, innerHeight - height - margin)}px`,
  );
}

export const isOpen = (popover: HTMLElement | null): boolean => popover?.matches(':popover-open') ?? false;
