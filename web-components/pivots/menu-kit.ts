import { html, nothing, render } from 'lit';
import { printable } from '../shared/printable.ts';
import { filterOf } from '../state/filter-fields.ts';

/** What the code of a menu needs and has to be there already: imported by a chunk, it would be cut out of the page's first one. */
export const MENU_KIT = { html, nothing, render, printable, filterOf };

export type MenuKit = typeof MENU_KIT;
