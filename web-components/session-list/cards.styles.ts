import { css } from 'lit';

/** Rows as cards, for a narrow element; what a session does not have takes no line. */
export const cards = css`
  .scroll {
    flex: none;
    overflow: visible;
    border: 0;
    border-radius: 0;
    background: none;
  }

  table,
  tbody,
  tr,
  th,
  td {
    display: block;
    inline-size: auto;
  }

  thead tr {
    display: flex;
    flex-wrap: wrap;
    gap: 0 16px;
    padding-block-end: 6px;
    padding-inline-start: 6px;
  }

  thead th {
    padding: 0;
    border: 0;
    background: none;
  }

  /* Headings that do nothing say nothing here: each value has its label. */
  thead th:not(:has(button)) {
    position: absolute;
    inline-size: 1px;
    block-size: 1px;
    overflow: hidden;
    clip-path: inset(50%);
    white-space: nowrap;
  }

  tbody tr {
    margin-block-end: 8px;
    padding: 8px 12px;
    border: 1px solid var(--_border);
    border-radius: var(--_radius);
    background: var(--_surface);
  }

  tbody tr[aria-selected='true'] {
    border-inline-start: 3px solid var(--_accent);
    background-image: linear-gradient(var(--_selected), var(--_selected));
  }

  tbody th,
  tbody td,
  tbody tr:hover > *,
  tbody tr[aria-selected='true'] > * {
    position: static;
    padding: 2px 0;
    border: 0;
    background: none;
    text-align: start;
  }

  tbody th {
    display: flex;
    flex-wrap: wrap;
    justify-content: space-between;
    gap: 0 12px;
    padding-block-end: 4px;
  }

  tbody td:is(:not(:has(*)), :has(> .note:empty)) {
    display: none;
  }

  tbody td[data-label]:has(*) {
    display: grid;
    grid-template-columns: minmax(8.5em, 22%) minmax(0, 1fr);
    /* What may be cut would else count as of no height, and the label stretch all of its rows. */
    grid-auto-rows: max-content;
    column-gap: 8px;
  }

  tbody td[data-label]::before {
    content: attr(data-label);
    grid-row: 1 / 20;
    color: var(--_muted);
  }

  .ips .line {
    flex-wrap: wrap;
  }

  tbody td > * {
    grid-column: 2;
    justify-self: start;
    max-inline-size: 100%;
  }
`;
