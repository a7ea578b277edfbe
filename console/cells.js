import { el, trafficText } from './dom.js';
import { formatAgo, formatCount, formatTime } from './format.js';

/** A row of a listing: its first cell is its header. */
export function rowOf(columns, contents, attributes = {}) {
  const cells = contents.map((content, index) => {
    const [kind, name] = columns[index];
    const children = Array.isArray(content) ? content : [content];
    if (index === 0)
      return el('th', { scope: 'row', role: 'rowheader', tabindex: '-1', class: `c-${kind}` }, ...children);
    return el('td', { role: 'cell', 'data-label': name, class: `c-${kind}` }, ...children);
  });
  return el('tr', { role: 'row', ...attributes }, ...cells);
}

/** Nothing known, for the eye and for the ear. */
export const none = (words) =>
  el(
    'span',
    { class: 'quiet none' },
    el('span', { 'aria-hidden': 'true' }, '–'),
    el('span', { class: 'unseen' }, words),
  );

export const count = (value) => formatCount(value);

/** A moment, and how long ago it was. */
export function moment(iso) {
  const time = el('time', { datetime: iso, title: iso }, formatTime(iso));
  return [time, el('span', { class: 'quiet line' }, formatAgo(iso, Date.now()))];
}

export const chips = (texts, className = '') =>
  el('span', { class: 'chips' }, ...texts.map((text) => trafficText(text, `chip ${className}`)));

/**
 * The button of the library. Its label is short, for there are many; its name says the rest.
 * @param {Record<string, string>} target its attributes, the id first
 */
export function exploreButton(target, about) {
  const place = `explore ${Object.values(target)[0]}`;
  const rest = el('span', { class: 'unseen' }, ` ${about}`);
  return el('explore-in-sessions-button', { ...target, 'data-place': place }, 'Explore sessions', rest);
}
