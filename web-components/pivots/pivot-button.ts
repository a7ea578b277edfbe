import { html, nothing } from 'lit';
import { printable } from '../shared/printable.ts';
import type { FilterValue } from '../state/filter.type.ts';
import type { FilterId } from '../state/filter-fields.ts';
import type { Pivot } from './pivot.ts';

interface Look {
  /** Classes. */
  readonly look?: string;
  readonly title?: string;
  /** In the place of the text. */
  readonly shown?: unknown;
  /** Inside a grid, where one cell at a time is a tab stop. */
  readonly inGrid?: boolean;
}

/** A value as a button: filtered by, followed to other sessions, copied. */
export const pivot = (filter: FilterId | null, value: FilterValue, text = value ?? '', look: Look = {}) =>
  html`<button type="button" class="value ${look.look ?? ''}" tabindex=${look.inGrid ? '-1' : nothing} aria-haspopup="menu"
    title=${look.title ?? nothing} .pivot=${{ filter, value, text } satisfies Pivot}>${look.shown ?? printable(text)}</button>`;
