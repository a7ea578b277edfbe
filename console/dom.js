// Elements made by hand: no markup is ever parsed, so what came from traffic stays a text whatever is in it.
import { formatCount, visibleParts } from './format.js';

/** Longer values are cut on screen: they say nothing more, and there is no end to what an attacker sends. */
const LONGEST = 300;

/**
 * @param {string} tag
 * @param {Record<string, string | boolean | ((event: Event) => void)>} attributes functions are listeners; false is left out
 * @param {(Node | string | null)[]} children
 */
export function el(tag, attributes = {}, ...children) {
  return fill(document.createElement(tag), attributes, children);
}

/** An icon on a grid of 16, drawn with lines. */
export function icon(...paths) {
  const make = (tag, attributes, ...children) =>
    fill(document.createElementNS('http://www.w3.org/2000/svg', tag), attributes, children);
  return make(
    'svg',
    { class: 'icon', viewBox: '0 0 16 16', 'aria-hidden': 'true' },
    ...paths.map((d) => make('path', { d })),
  );
}

function fill(element, attributes, children) {
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === 'function') element.addEventListener(name, value);
    else if (value === true) element.setAttribute(name, '');
    else if (value !== false) element.setAttribute(name, value);
  }
  element.append(...children.filter((child) => child !== null));
  return element;
}

/** A text from traffic: isolated from the direction of its neighbours, cut, invisible characters written out and marked as such. */
export function trafficText(text, className = 'traffic', longest = LONGEST) {
  const cut = text.length > longest;
  const element = el('bdi', { class: className, dir: 'ltr' });
  for (const part of visibleParts(cut ? text.slice(0, longest) : text)) {
    element.append(part.escaped ? el('span', { class: 'escape' }, part.text) : part.text);
  }
  if (cut) element.append(el('span', { class: 'quiet' }, ` … ${formatCount(text.length)} characters`));
  return element;
}
