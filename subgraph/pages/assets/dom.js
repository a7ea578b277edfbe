// Elements made by hand: no markup is ever parsed, so a log line stays a text whatever is in it.
import { formatCount, visible, visibleParts } from './format.js';

/** Longer values are cut on screen: they say nothing more, and there is no end to what an attacker sends. */
const LONGEST = 300;

/**
 * @param {string} tag
 * @param {Record<string, string | boolean | ((event: Event) => void)>} attributes functions are listeners; false and '' for a class are left out
 * @param {(Node | string | null)[]} children
 */
export function el(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === 'function') element.addEventListener(name, value);
    else if (value === true) element.setAttribute(name, '');
    else if (value !== false && !(name === 'class' && value === '')) element.setAttribute(name, value);
  }
  element.append(...children.filter((child) => child !== null));
  return element;
}

/** A text from a log: isolated from the direction of its neighbours, cut, invisible characters written out and marked as such. */
export function logText(text, className = '', longest = LONGEST) {
  const cut = text.length > longest;
  const element = el('bdi', { class: className, dir: 'ltr' });
  for (const part of visibleParts(cut ? text.slice(0, longest) : text)) {
    element.append(part.escaped ? el('span', { class: 'escape' }, part.text) : part.text);
  }
  if (cut) element.append(el('span', { class: 'more' }, ` … ${formatCount(text.length)} characters`));
  return element;
}

/** For `title`: the same without marks. */
export const logTitle = (text) => visible(text.slice(0, 2000));
