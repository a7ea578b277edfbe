import { css } from 'lit';
import { cards } from './cards.styles.ts';

/** The grid. Columns have fixed shares of the width, so that long values are cut and rows keep their height. */
export const tableStyles = css`
  .scroll {
    flex: 0 1 auto;
    overflow: auto;
    min-block-size: 0;
    border: 1px solid var(--_border);
    border-radius: var(--_radius);
    background: var(--_surface);
    scroll-padding-block-start: 36px;
    scroll-padding-inline-start: 160px;
  }

  table {
    inline-size: 100%;
    table-layout: fixed;
    border-collapse: separate;
    border-spacing: 0;
  }

  /* Together with those of the plugins that come along, and with that of matches, they fit into a window of 1440 pixels. */
  th,
  td {
    --_width: 8.8em;
    inline-size: var(--_width);
    padding: var(--_pad) 8px;
    border-block-end: 1px solid var(--_border);
    background: var(--_surface);
    font-weight: inherit;
    text-align: start;
    vertical-align: top;
  }

  tbody tr:last-child > * {
    border-block-end: 0;
  }

  .last-seen {
    position: sticky;
    inset-inline-start: 0;
    z-index: 1;
    --_width: 11.4em;
    padding-inline-start: 14px;
  }

  .requests {
    --_width: 7.2em;
  }

  .attacks {
    --_width: 9.4em;
  }

  .ips {
    --_width: 11.6em;
  }

  .flows {
    --_width: 9em;
  }

  .duration {
    --_width: 8em;
  }

  /* What a column without values gives goes to those that need it most, see fit-columns.ts. */
  thead [data-unused] {
    inline-size: calc(var(--_width) - 3em);
    white-space: normal;
    line-height: 1.15;
    overflow: hidden;
    text-overflow: ellipsis;
  }

  .matches {
    --_width: calc(10.2em + 1.2em * var(--_unused, 0));
  }

  .endpoints {
    --_width: calc(13em + 1.8em * var(--_unused, 0));
  }

  .end {
    text-align: end;
  }

  .end .line {
    justify-content: flex-end;
  }

  thead th {
    position: sticky;
    inset-block-start: 0;
    z-index: 2;
    padding-block: 0;
    block-size: 32px;
    color: var(--_muted);
    font-size: 0.94em;
    font-weight: 500;
    white-space: nowrap;
    vertical-align: middle;
  }

  thead .last-seen {
    z-index: 3;
  }

  .sort {
    display: inline-flex;
    align-items: center;
    gap: 4px;
    margin-inline: -6px;
    padding: 2px 6px;
    border: 0;
    border-radius: 4px;
    background: transparent;
    cursor: pointer;
  }

  .sort:hover {
    background: var(--_hover);
  }

  [aria-sort] .sort {
    color: var(--_accent);
  }

  tbody tr[data-row] {
    cursor: pointer;
  }

  tbody tr[data-row]:hover > * {
    background-image: linear-gradient(var(--_hover), var(--_hover));
  }

  tbody tr[aria-selected='true'] > * {
    background-image: linear-gradient(var(--_selected), var(--_selected));
  }

  tbody tr[aria-selected='true'] > .last-seen {
    border-inline-start: 3px solid var(--_accent);
    padding-inline-start: 11px;
  }

  [data-column]:focus-visible {
    outline-offset: -2px;
  }

  .link {
    font-weight: 500;
  }

  td a,
  .link {
    text-decoration: none;
  }

  :is(td, th) a:hover {
    text-decoration: underline;
  }

  .line {
    display: flex;
    align-items: baseline;
    gap: 6px;
    min-inline-size: 0;
    white-space: nowrap;
  }

  .line > * {
    flex: 0 0 auto;
  }

  .note,
  .note > div {
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
  }

  /* An id too is cut at its end on any page. */
  .note > div:has(> .mono) {
    direction: ltr;
    text-align: match-parent;
  }

  .line > .value:not(.short),
  .line > .text {
    flex: 0 1 auto;
    min-inline-size: 0;
    overflow: hidden;
    text-overflow: ellipsis;
  }

  .last-seen .line {
    flex-wrap: wrap;
    align-items: center;
    row-gap: 2px;
  }

  .badge {
    padding-inline: 6px;
    font-size: 0.92em;
  }

  .part {
    padding-inline: 5px;
    border: 1px solid var(--_border);
    border-radius: 4px;
    font-size: 0.92em;
  }

  .value {
    margin: 0 -3px;
    padding: 0 3px;
    border: 0;
    border-radius: 4px;
    background: transparent;
    text-align: start;
    cursor: pointer;
  }

  /* Addresses and paths read from the left on any page, and a name in another direction does not turn its neighbours around. */
  .value,
  .number {
    unicode-bidi: plaintext;
  }

  /* Firefox has no ellipsis where the text finds its direction by itself: these are written from the left whoever wrote them. */
  :is(.ips, .hosts, .endpoints, .key) .value {
    direction: ltr;
    unicode-bidi: isolate;
  }

  .value:hover,
  .value[aria-expanded] {
    background: color-mix(in srgb, var(--_accent) 14%, transparent);
    color: var(--_accent);
  }

  .line > .value:focus-visible {
    outline-offset: -2px;
  }

  .line > .tag:not(.short) {
    min-inline-size: 5ch;
    margin: 0;
    text-align: center;
    padding-inline: 5px;
    border: 1px solid var(--_border);
    font-size: 0.92em;
  }

  .requests .note,
  .status .note {
    white-space: normal;
  }

  .number.alert {
    font-weight: 600;
  }

  .skeleton span {
    display: block;
    block-size: 10px;
    inline-size: 70%;
    margin-block: 5px 24px;
    border-radius: 4px;
    background: var(--_hover);
    animation: appear 1.6s ease-in-out 0.15s infinite alternate both;
  }

  .skeleton .end span {
    inline-size: 40%;
    margin-inline-start: auto;
  }

  @keyframes appear {
    from {
      opacity: 0.4;
    }
  }

  /* Without colour the old rows can be dimmed and stay legible. */
  .stale {
    --_muted: currentColor;
  }

  .stale :is(.scroll, .total, .footer, .state) {
    opacity: 0.65;
    transition: opacity 0.15s 0.1s;
  }

  .stale :is(.link, .alert, .sort, .badge, [class^='level-']) {
    color: inherit;
  }

  @container list (width < 720px) {
    .roomy {
      ${cards}
    }
  }

  @container list (width < 480px) {
    .dense {
      ${cards}

      tbody tr {
        display: flex;
        flex-wrap: wrap;
        gap: 2px 20px;
      }

      tbody th {
        flex: 1 0 100%;
      }

      tbody td[data-label]:has(*) {
        display: flex;
        flex-wrap: wrap;
        gap: 0 8px;
        max-inline-size: 100%;
      }

      .line {
        max-inline-size: 100%;
      }
    }
  }
`;
