import { css } from 'lit';

/** Each request as a card of three lines, where its columns do not fit. */
export const requestCards = css`
  tbody tr[data-row] {
    display: flex;
    flex-wrap: wrap;
    align-items: baseline;
    padding-block: 4px;
    contain-intrinsic-block-size: auto 74px;
  }

  tbody th,
  tbody td {
    padding-block: 1px;
  }

  .path {
    order: 1;
    flex: 1 1 100%;
  }

  :is(.flow, .attacks) {
    display: block;
    order: 2;
  }

  tbody :is(.flow, .attacks):empty {
    display: none;
  }

  .code {
    margin-inline-start: auto;
  }

  tbody .duration::after {
    content: ' ms';
  }

  tbody .duration {
    min-width: 76px;
  }

  tbody .duration:has(> .muted):not(:has(> .stray)) {
    display: none;
  }

  thead tr {
    display: flex;
  }

  thead :is(.method, .path, .code, .flow, .attacks) {
    display: none;
  }

  .opened > td {
    padding-inline: 8px;
  }
`;
