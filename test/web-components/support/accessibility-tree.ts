import type {} from '@vitest/browser-playwright';
import type { BrowserCommand } from 'vitest/node';

declare module 'vitest/browser' {
  interface BrowserCommands {
    /** What a screen reader is told of the element with this selector, through all shadow roots: roles, names, states, in order. */
    accessibilityTree(selector: string): Promise<string>;
  }
}

/** Runs beside the browser, for only its driver knows the tree. */
export const accessibilityTree: BrowserCommand<[selector: string]> = ({ iframe }, selector) =>
  iframe.locator(selector).ariaSnapshot();
