import { css } from 'lit';
import { requestCards } from './request-cards.styles.ts';

/** The requests of a session, on top of `rowGridStyles`. */
export const requestRowsStyles = css`
  tbody tr[data-row] {
    position: relative;
    content-visibility: auto;
    /* As high as it will be: rows that are guessed too high move those below when they are drawn. */
    contain-intrinsic-block-size: auto calc(1lh + 8px * var(--_density));
    cursor: pointer;
  }

  /* What comes in between is not there yet: they would move twice. */
  tr.opened:has(> td > [coming]) ~ tr {
    visibility: hidden;
  }

  tr.opened {
    grid-template-columns: minmax(0, 1fr);
  }

  :is(.code, .duration, .size) {
    text-align: end;
    font-variant-numeric: tabular-nums;
  }

  /* Below the number, so that a row with something to compare with is as high as one without. */
  td > .meter {
    position: absolute;
    inset-inline: 8px;
    inset-block-end: 1px;
    width: calc(100% - 16px);
  }

  :is(td.duration, td.size) {
    position: relative;
  }

  tbody .time {
    display: flex;
    align-items: baseline;
    justify-content: space-between;
    gap: 6px;
  }

  .gap {
    font-size: 0.92em;
    font-variant-numeric: tabular-nums;
    white-space: nowrap;
  }

  /* Muted on a coloured row, it would be hard to read. */
  :is(.marked, .current, .above) .gap {
    color: inherit;
  }

  .stray {
    display: none;
  }

  td > :is(.high, .extreme) .icon {
    width: 1.1em;
    height: 1.1em;
    margin-inline-end: 2px;
    vertical-align: -2px;
    stroke-width: 2;
  }

  tbody tr[data-row]:hover {
    background-image: linear-gradient(var(--_hover), var(--_hover));
  }

  .match {
    box-shadow: inset 3px 0 var(--_accent);
  }

  .match:dir(rtl) {
    box-shadow: inset -3px 0 var(--_accent);
  }

  tbody tr.current {
    background-color: var(--_hover);
  }

  tbody tr.marked {
    background-color: var(--_selected);
  }

  .above {
    border-block-end-color: transparent;
    background-color: color-mix(in srgb, currentColor 4%, transparent);
  }

  .opened > td {
    padding: 4px 12px 14px 30px;
    overflow: visible;
    background: color-mix(in srgb, currentColor 4%, transparent);
    white-space: normal;
  }

  .opened > td:dir(rtl) {
    padding: 4px 30px 14px 12px;
  }

  .toggle {
    display: inline-flex;
    align-items: center;
    gap: 4px;
    padding: 0;
    border: 0;
    background: none;
    font-variant-numeric: tabular-nums;
    text-align: start;
    white-space: normal;
    cursor: pointer;
  }

  .toggle .icon:dir(rtl) {
    scale: -1 1;
  }

  .toggle[aria-expanded='true'] .icon {
    rotate: 90deg;
  }

  .time .icon {
    color: var(--_muted);
  }

  .toggle time {
    align-self: baseline;
  }

  .marked .toggle time {
    font-weight: 600;
  }

  :is(.toggle, .value, .sort, [data-column]):focus-visible {
    outline-offset: -2px;
  }

  td > .value {
    white-space: nowrap;
    vertical-align: bottom;
  }

  td.path > * {
    display: flex;
    overflow: hidden;
    direction: ltr;
    unicode-bidi: isolate;
  }

  td.path:dir(rtl) > * {
    margin-inline-start: auto;
  }

  .failed {
    color: var(--_danger);
  }

  .value.tag {
    margin: 0;
    margin-inline-end: 6px;
    padding-inline: 4px;
    border: 1px solid currentColor;
    font-size: 0.88em;
  }

  .code {
    display: flex;
    flex-direction: row-reverse;
  }

  thead .code {
    flex-direction: row;
    justify-content: flex-end;
  }

  /* The value says where it is cut. */
  td.attacks {
    text-overflow: clip;
  }

  .attacks .value + .value,
  .flow .value + .value {
    margin-inline-start: 5px;
  }

  .attack {
    color: var(--_danger);
  }

  .attack .icon {
    margin-inline-end: 4px;
    vertical-align: -2px;
  }

  .struck {
    color: var(--_muted);
    text-decoration: line-through;
  }

  @media (forced-colors: active) {
    .match,
    .marked {
      border-inline-start: 4px solid Highlight;
    }
  }

  @container requests (width < 860px) {
    table {
      --_columns: var(--_time) 70px minmax(120px, 6fr) 92px 118px minmax(100px, 3fr);
    }

    :is(.size, .flow) {
      display: none;
    }

    .value.stray {
      display: inline;
      margin-inline-end: 4px;
    }
  }

  @container requests (width < 660px) {
    ${requestCards}
  }
`;
