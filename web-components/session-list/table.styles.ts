import { css } from 'lit';
import { cards } from './cards.styles.ts';
import { cells } from './cells.styles.ts';
import { columns } from './columns.styles.ts';

/**
 * The grid. Columns have fixed shares of the width, so that long values are cut and rows keep their height. Without colour the
 * old rows can be dimmed and stay legible.
 */
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

  ${columns}

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

  ${cells}

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
