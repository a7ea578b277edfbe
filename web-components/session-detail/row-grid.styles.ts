import { css } from 'lit';

/** Rows are grids of the same columns, so that those out of sight cost nothing: a table would measure them all. */
export const rowGridStyles = css`
  table,
  thead,
  tbody {
    display: block;
  }

  tr {
    display: grid;
    grid-template-columns: var(--_columns);
    align-items: baseline;
    border-block-end: 1px solid color-mix(in srgb, currentColor 9%, transparent);
  }

  th,
  td {
    min-width: 0;
    padding: calc(4px * var(--_density)) 8px;
    overflow: hidden;
    text-align: start;
    text-overflow: ellipsis;
    font-weight: inherit;
    white-space: nowrap;
  }

  thead {
    position: sticky;
    inset-block-start: 0;
    z-index: 1;
    background: var(--_surface);
    color: var(--_muted);
    font-size: 0.94em;
    font-weight: 500;
  }

  thead th {
    padding-block: 5px;
    overflow: visible;
  }

  .sort {
    display: inline-flex;
    align-items: center;
    gap: 4px;
    margin-inline: -6px;
    padding: 1px 6px;
    border: 0;
    border-radius: 4px;
    background: none;
    cursor: pointer;
  }

  .sort:hover {
    background: var(--_hover);
  }

  [aria-sort] .sort {
    color: var(--_accent);
  }
`;
