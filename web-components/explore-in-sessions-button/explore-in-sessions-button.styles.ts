import { css } from 'lit';

// A table must not move when answers arrive: the label keeps its room while the reason stands in its place, and the count has
// its room from the start.
export const exploreButtonStyles = css`
  :host {
    display: inline-block;
    max-width: 100%;
    vertical-align: middle;
  }

  a {
    display: inline-flex;
    align-items: center;
    gap: 6px;
    box-sizing: border-box;
    max-width: 100%;
    min-height: calc(20px + 6px * var(--_density));
    padding-inline: 8px;
    border: 1px solid var(--_border);
    border-radius: var(--_radius);
    color: var(--_accent);
    text-decoration: none;
    white-space: nowrap;
  }

  a[href]:hover {
    border-color: currentColor;
    background: var(--_hover);
  }

  a:not([href]) {
    border-style: dashed;
    color: var(--_muted);
    cursor: default;
  }

  .text {
    display: inline-grid;
    min-width: 0;
  }

  .text:has(+ .count) {
    grid-template-columns: minmax(7.4em, auto);
  }

  .text > * {
    display: block;
    grid-area: 1 / 1;
    min-width: 0;
    overflow: hidden;
    text-overflow: ellipsis;
  }

  a:not([href]) slot {
    visibility: hidden;
  }

  .count {
    flex: none;
    min-width: 2.8em;
    margin-inline-end: -4px;
    padding-inline: 4px;
    border-radius: calc(var(--_radius) - 2px);
    font-size: 0.92em;
    line-height: 1.4;
    text-align: center;
    font-variant-numeric: tabular-nums;
  }

  .count:not(:empty) {
    background: var(--_selected);
  }
`;
