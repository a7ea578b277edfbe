import { css } from 'lit';

/** Toolbar, frame and states. */
export const requestTableStyles = css`
  :host {
    container: requests / inline-size;
    contain-intrinsic-inline-size: 640px;
    --_time: 176px;
    --_columns: var(--_time) 70px minmax(120px, 8fr) 96px 78px 96px minmax(104px, 2fr) minmax(110px, 3fr);
  }

  .toolbar {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 4px 14px;
    min-height: 34px;
    margin-block-end: 4px;
  }

  h3 {
    margin: 0;
    font-size: 1em;
    font-weight: 600;
  }

  .segments {
    display: inline-flex;
    border: 1px solid var(--_border);
    border-radius: var(--_radius);
  }

  .segments label {
    position: relative;
    cursor: pointer;
  }

  .segments label > span {
    display: block;
    padding: 2px 10px;
    border-radius: calc(var(--_radius) - 1px);
    color: var(--_muted);
  }

  .segments label:hover > span {
    background: var(--_hover);
    color: inherit;
  }

  .segments input:checked + span {
    background: var(--_selected);
    color: inherit;
    box-shadow: inset 0 0 0 1px var(--_accent);
  }

  .segments input:focus-visible + span {
    outline: 2px solid var(--_accent);
    outline-offset: 1px;
  }

  .steps {
    display: inline-flex;
    align-items: center;
    gap: 2px;
  }

  .steps .button,
  .help .button {
    padding-inline: 6px;
  }

  .button[aria-disabled='true'] {
    opacity: 0.5;
    cursor: default;
  }

  .place {
    padding-inline-start: 4px;
    white-space: nowrap;
  }

  /* Keeps its place, and says nothing of what is there at once. */
  .loading {
    visibility: hidden;
  }

  .loading.busy {
    visibility: visible;
    transition: visibility 0s 0.2s;
  }

  .help {
    margin-inline-start: auto;
  }

  /* Lines that do not depend on what they say: one more while somebody presses a row would take the row away. */
  @container requests (width < 480px) {
    .toolbar {
      column-gap: 8px;
    }

    .help {
      order: 1;
    }

    h3 ~ .segments {
      order: 2;
    }

    .steps {
      order: 3;
      flex-basis: 100%;
    }

    .loading {
      display: none;
    }
  }

  .keys {
    padding: 8px 14px;
  }

  .keys:focus-visible {
    outline: none;
  }

  .keys dl {
    margin: 0;
  }

  .keys dl div {
    display: flex;
    gap: 12px;
    padding-block: 3px;
  }

  .keys dt {
    flex: none;
    width: 76px;
  }

  .keys dd {
    margin: 0;
  }

  .stale .scroller {
    opacity: 0.65;
  }

  .scroller {
    max-height: var(--sessions-requests-height, 65vh);
    overflow: auto;
    border-block: 1px solid var(--_border);
    scroll-padding-block-start: 36px;
  }

  .days {
    --_time: 222px;
  }

  .more {
    margin: 0;
    padding: 8px;
    text-align: center;
  }

  .notice {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 8px;
    margin: 0;
    padding: 20px 0;
  }

  @media (forced-colors: active) {
    .segments input:checked + span {
      forced-color-adjust: none;
      background: Highlight;
      color: HighlightText;
    }
  }
`;
