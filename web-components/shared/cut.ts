import { html, type TemplateResult } from 'lit';
import { type FilterId, filterOf } from '../state/filter-fields.ts';

/** Letters of the end, which stay. */
const END = 12;
/** Nothing to gain from here down. */
const SHORT = 16;

/**
 * An endpoint, a host or an id in one line: where there is no room for all of it, it loses its middle and not its end. It is one text
 * all the same to whoever hears, copies or looks for it. Give what stands around it the whole text as its title.
 */
export function cut(text: string): string | TemplateResult {
  const letters = [...text];
  if (letters.length < SHORT) return text;
  const at = letters.length - Math.min(END, letters.length >> 1);
  const [start, end] = [letters.slice(0, at).join(''), letters.slice(at).join('')];
  return html`<span class="cut"><span>${text}</span><i aria-hidden="true" data-start=${start} data-end=${end}></i></span>`;
}

/** The text of a value: cut where values of its kind differ at their ends. */
export const cutValue = (filter: FilterId, text: string): string | TemplateResult =>
  filterOf(filter).cut ? cut(text) : text;
