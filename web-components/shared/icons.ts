import { svg } from 'lit';
import { icon, sessionsIcon } from './icon.ts';

export const icons = {
  search: icon(svg`<circle cx="7" cy="7" r="4.5"/><path d="M10.5 10.5 14 14"/>`),
  close: icon(svg`<path d="m4 4 8 8M12 4l-8 8"/>`),
  check: icon(svg`<path d="m3 8.5 3.5 3.5L13 4.5"/>`),
  down: icon(svg`<path d="m4 6 4 4 4-4"/>`),
  up: icon(svg`<path d="m4 10 4-4 4 4"/>`),
  next: icon(svg`<path d="m6 3.5 4.5 4.5L6 12.5"/>`),
  previous: icon(svg`<path d="M10 3.5 5.5 8l4.5 4.5"/>`),
  more: icon(svg`<path d="M3 8h.01M8 8h.01M13 8h.01"/>`),
  exclude: icon(svg`<circle cx="8" cy="8" r="5.5"/><path d="m4.2 4.2 7.6 7.6"/>`),
  plus: icon(svg`<path d="M8 3v10M3 8h10"/>`),
  clock: icon(svg`<circle cx="8" cy="8" r="6"/><path d="M8 4.5V8l2.5 1.5"/>`),
  columns: icon(svg`<rect x="2" y="3" width="12" height="10" rx="1.5"/><path d="M6 3v10M10 3v10"/>`),
  refresh: icon(svg`<path d="M13 8a5 5 0 1 1-1.5-3.6M13 2v3h-3"/>`),
  link: icon(
    svg`<path d="M6.5 9.5 9.5 6.5M7 4.5 8.5 3a3.2 3.2 0 0 1 4.5 4.5L11.5 9M9 11.5 7.5 13A3.2 3.2 0 0 1 3 8.5L4.5 7"/>`,
  ),
  copy: icon(svg`<rect x="5.5" y="5.5" width="8" height="8" rx="1.5"/><path d="M10.5 3.5v-1h-8v8h1"/>`),
  keyboard: icon(
    svg`<rect x="1.5" y="4" width="13" height="8.5" rx="1.5"/><path d="M4.5 7h.01M8 7h.01M11.5 7h.01M5.5 9.8h5"/>`,
  ),
  warning: icon(svg`<path d="M8 2.5 14.5 13.5H1.5ZM8 6.5v3.2M8 11.6v.01"/>`),
  attack: icon(svg`<path d="M8 1.8 13.5 4v4c0 3.2-2.3 5.4-5.5 6.2C4.8 13.4 2.5 11.2 2.5 8V4ZM8 5v3.2M8 10.4v.01"/>`),
  sessions: sessionsIcon,
} as const;
