import { css } from 'lit';

/** The endpoints of a session, on top of `rowGridStyles`. */
export const endpointTableStyles = css`
  :host {
    display: block;
    container: endpoints / inline-size;
    contain-intrinsic-inline-size: 640px;
    --_columns: minmax(160px, 8fr) 92px 84px 96px 108px minmax(100px, 2fr) minmax(108px, 2fr) 104px;
  }

  .scroller {
    max-height: var(--sessions-requests-height, 65vh);
    overflow: auto;
    border-block: 1px solid var(--_border);
    scroll-padding-block-start: 36px;
  }

  .stale .scroller {
    opacity: 0.65;
  }

  tbody tr:hover {
    background: var(--_hover);
  }

  :is(.requests, .errors, .median, .p95) {
    text-align: end;
    font-variant-numeric: tabular-nums;
  }

  .usual {
    display: block;
    font-size: 0.92em;
  }

  .share {
    display: inline-block;
    min-width: 36px;
    font-size: 0.92em;
  }

  .show {
    min-width: 24px;
    min-height: 24px;
    padding: 0 4px;
    border: 0;
    border-radius: 4px;
    background: none;
    color: var(--_accent);
    font-variant-numeric: tabular-nums;
    cursor: pointer;
  }

  .show:hover {
    background: var(--_hover);
    text-decoration: underline;
  }

  th.path > * {
    display: flex;
    gap: 6px;
    max-width: 100%;
    overflow: hidden;
    direction: ltr;
    unicode-bidi: isolate;
  }

  th.path:dir(rtl) > * {
    margin-inline-start: auto;
  }

  .method {
    flex: none;
  }

  .times {
    margin-inline-end: 6px;
    font-weight: 600;
    font-variant-numeric: tabular-nums;
  }

  .deviation .icon {
    width: 1.1em;
    height: 1.1em;
    margin-inline-end: 2px;
    vertical-align: -2px;
    stroke-width: 2;
  }

  .deviation {
    white-space: normal;
  }

  .failed,
  .level-HIGH {
    color: var(--_danger);
  }

  .level-MEDIUM {
    color: var(--_warning);
  }

  :is(.show, .value, .sort, [data-column]):focus-visible {
    outline-offset: -2px;
  }

  .notice,
  .rest {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 8px;
    margin: 0;
    padding-block: 8px;
  }

  .notice {
    padding-block: 20px;
  }

  @container endpoints (width < 860px) {
    :host table {
      --_columns: minmax(140px, 6fr) 88px 80px 88px 96px minmax(100px, 2fr);
    }

    :is(.flow, .risk) {
      display: none;
    }
  }

  /* Each endpoint as a card: its name, then its numbers, each with what it is called. */
  @container endpoints (width < 620px) {
    thead tr,
    tbody tr {
      display: flex;
      flex-wrap: wrap;
    }

    thead .path,
    thead .deviation {
      display: none;
    }

    tbody tr {
      padding-block: 4px;
    }

    tbody th,
    tbody td {
      padding-block: 1px;
      text-align: start;
    }

    tbody .path {
      flex: 1 1 100%;
    }

    tbody :is(.requests, .errors, .median, .p95) {
      text-align: start;
    }

    tbody :is(.requests, .errors, .median, .p95)::before {
      content: attr(data-label);
      display: block;
      color: var(--_muted);
      font-size: 0.92em;
    }

    tbody :is(.deviation, .flow):empty,
    tbody :is(.median, .p95):has(> .muted:first-child) {
      display: none;
    }
  }
`;
