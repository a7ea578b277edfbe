import type { Page } from 'playwright';

/** Something that moved although nobody asked it to: how far down or up, and how much of the page that was. */
export interface Shift {
  readonly value: number;
  readonly vertical: number;
  /** Where they stood (x, y, width, height) and stand: what they are stays hidden in a shadow root. */
  readonly what: readonly string[];
}

const WATCH = `window.shifts = [];
new PerformanceObserver((list) => {
  for (const { value, hadRecentInput, sources } of list.getEntries()) {
    if (hadRecentInput) continue;
    const vertical = Math.max(0, ...sources.map(({ previousRect, currentRect }) => Math.abs(currentRect.y - previousRect.y)));
    const at = ({ x, y, width, height }) => [x, y, width, height].map(Math.round).join(' ');
    const what = sources.map(({ previousRect, currentRect }) => at(previousRect) + ' -> ' + at(currentRect));
    window.shifts.push({ value, vertical, what });
  }
}).observe({ type: 'layout-shift', buffered: true });`;

/** From the next page on. */
export const watchShifts = (page: Page): Promise<unknown> => page.addInitScript({ content: WATCH });

/** What has moved on the page by now, right after an input apart. */
export const shiftsOf = (page: Page): Promise<Shift[]> => page.evaluate<Shift[]>('window.shifts');
