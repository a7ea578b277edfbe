import { css } from 'lit';

/** The timeline as a table. */
export const asTable = css`
  .scroller {
    max-height: 260px;
    overflow: auto;
  }

  table {
    border-collapse: collapse;
  }

  caption {
    text-align: start;
  }

  th,
  td {
    padding: 2px 14px 2px 0;
    text-align: end;
    font-weight: inherit;
    white-space: nowrap;
  }

  th:first-child {
    text-align: start;
  }

  thead th {
    position: sticky;
    inset-block-start: 0;
    background: var(--_surface);
    color: var(--_muted);
  }
`;
