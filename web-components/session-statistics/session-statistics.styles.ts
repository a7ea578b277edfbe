import { css } from 'lit';

export const statisticsStyles = css`
  .cards {
    display: flex;
    flex-wrap: wrap;
    gap: 0 24px;
  }

  /* Columns, not a grid: cards of one value and of five stand close together. */
  .narrow {
    flex: 2 1 504px;
    min-width: 0;
    columns: 240px;
    column-gap: 24px;
  }

  .long {
    flex: 1 1 320px;
  }

  .card {
    display: grid;
    grid-template-columns: minmax(0, 1fr) auto auto 24px;
    align-content: start;
    gap: 0 4px;
    min-width: 0;
    padding-block-end: 12px;
    break-inside: avoid;
  }

  .card > * {
    grid-column: 1 / -1;
  }

  .card > h4 {
    grid-column: 1;
  }

  .expanded {
    flex-basis: 100%;
    column-span: all;
  }

  h4 {
    margin: 0 0 2px;
    font-size: 0.92em;
    font-weight: 600;
  }

  h4 .muted {
    font-weight: 400;
  }

  ul {
    margin: 0;
    padding: 0;
    list-style: none;
  }

  .heads {
    display: grid;
    grid-column: 2 / 4;
    grid-row: 1;
    grid-template-columns: subgrid;
    font-size: 0.92em;
    text-align: end;
  }

  li {
    position: relative;
    display: grid;
    grid-column: 1 / -1;
    grid-template-columns: minmax(0, 1fr) auto auto 24px;
    align-items: center;
    gap: 4px;
    min-height: 24px;
  }

  .card:not(.expanded) ul,
  .card:not(.expanded) li {
    display: grid;
    grid-template-columns: subgrid;
  }

  .expanded ul {
    display: grid;
    grid-template-columns: repeat(auto-fill, minmax(min(260px, 100%), 1fr));
    gap: 0 24px;
    max-height: 320px;
    overflow: auto;
  }

  .long.expanded ul {
    grid-template-columns: repeat(auto-fill, minmax(min(420px, 100%), 1fr));
  }

  .expanded li {
    grid-column: auto;
  }

  .bar {
    position: absolute;
    inset-inline: 0 28px;
    inset-block: 1px;
    width: calc(100% - 28px);
    height: calc(100% - 2px);
    fill: color-mix(in srgb, currentColor 8%, transparent);
  }

  :host(:dir(rtl)) .bar {
    scale: -1 1;
  }

  .bar .visible {
    fill: color-mix(in srgb, var(--_accent) 14%, transparent);
  }

  .only .bar .visible {
    fill: color-mix(in srgb, var(--_accent) 28%, transparent);
  }

  .card p {
    margin: 4px 0;
  }

  .value {
    position: relative;
    display: flex;
    align-items: center;
    gap: 4px;
    overflow: hidden;
    padding: 1px 6px;
    border: 0;
    border-radius: 3px;
    background: none;
    text-align: start;
    white-space: nowrap;
    cursor: pointer;
  }

  .value bdi {
    overflow: hidden;
    text-overflow: ellipsis;
  }

  .value:hover bdi {
    text-decoration: underline;
  }

  .value:focus-visible {
    outline-offset: -2px;
  }

  .only .value {
    color: var(--_accent);
    font-weight: 600;
  }

  .not .value {
    color: var(--_muted);
  }

  .not .value bdi {
    text-decoration: line-through;
  }

  .number {
    position: relative;
    text-align: end;
    white-space: nowrap;
  }

  .all {
    grid-column: 3;
  }

  .shown + .all,
  .heads > :last-child {
    padding-inline-start: 8px;
  }

  .expanded .heads {
    display: none;
  }

  /* Said by the heading of the column. */
  .card:not(.expanded) .word {
    position: absolute;
    width: 1px;
    height: 1px;
    overflow: hidden;
    clip-path: inset(50%);
  }

  .exclude {
    display: inline-grid;
    place-items: center;
    width: 24px;
    height: 24px;
    padding: 0;
    border: 0;
    border-radius: 3px;
    background: none;
    color: var(--_muted);
    cursor: pointer;
    opacity: 0;
  }

  li:hover .exclude,
  .exclude:focus-visible,
  .exclude[aria-pressed='true'] {
    opacity: 1;
  }

  @media (hover: none) {
    .exclude {
      opacity: 1;
    }
  }

  .exclude:hover {
    background: var(--_hover);
    color: inherit;
  }

  .more {
    justify-self: start;
    min-height: 24px;
    padding: 0 6px;
    border: 0;
    background: none;
    color: var(--_accent);
    cursor: pointer;
  }

  input {
    width: min(260px, 100%);
    margin-block-end: 6px;
    padding: 3px 8px;
    border: 1px solid var(--_control-border);
    border-radius: var(--_radius);
    background: transparent;
  }

  .notice {
    display: flex;
    align-items: center;
    gap: 8px;
    margin: 0;
  }

  @media (forced-colors: active) {
    .bar {
      fill: none;
      stroke: GrayText;
      stroke-width: 0.02;
    }
  }

  .brief {
    display: flex;
    flex-wrap: wrap;
    gap: 0 20px;
    margin: 0;
    min-height: 24px;
  }

  .told {
    display: inline-flex;
    max-width: 100%;
    flex: 0 1 auto;
    align-items: baseline;
    gap: 6px;
    min-width: 0;
    padding: 0 4px;
    overflow: hidden;
    border: 0;
    border-radius: 4px;
    background: transparent;
    white-space: nowrap;
    cursor: pointer;
  }

  .told bdi {
    min-width: 0;
    overflow: hidden;
    text-overflow: ellipsis;
  }

  .told:hover,
  .told[aria-pressed='true'] {
    background: var(--_selected);
  }
`;
