import { css } from 'lit';
import { asTable } from './as-table.styles.ts';
import { lineStyles } from './line.styles.ts';
import { marks } from './marks.styles.ts';

/** The chart, its axis and what is said below it. */
export const timelineStyles = css`
  figure {
    margin: 0;
  }

  .chart {
    position: relative;
    height: var(--sessions-timeline-height, 64px);
    border-block-end: 1px solid var(--_border);
    cursor: crosshair;
    touch-action: pan-y;
    user-select: none;
  }

  ${marks}

  /* With the axis and the numbers that come with the bars: nothing below moves then. */
  .waiting {
    margin-block-end: 49px;
    cursor: default;
  }

  svg {
    display: block;
    width: 100%;
    height: 100%;
  }

  figure:dir(rtl) svg {
    scale: -1 1;
  }

  rect.requests {
    fill: color-mix(in srgb, currentColor 30%, transparent);
  }

  rect.malicious {
    fill: var(--_danger);
  }

  .matches {
    height: 5px;
    margin-block-start: 2px;
  }

  rect.match {
    fill: var(--_accent);
  }

  rect.gap {
    fill: color-mix(in srgb, currentColor 5%, transparent);
  }

  path.p95 {
    fill: none;
    stroke: var(--_accent);
    stroke-width: 1.5px;
    vector-effect: non-scaling-stroke;
  }

  path.usual {
    fill: none;
    stroke: currentColor;
    stroke-width: 1.25px;
    stroke-dasharray: 2 3;
    vector-effect: non-scaling-stroke;
  }

  .keys {
    display: flex;
    flex-wrap: wrap;
    gap: 0 10px;
  }

  .key::before {
    content: '';
    display: inline-block;
    width: 14px;
    margin-inline-end: 5px;
    border-block-start: 1.5px solid var(--_accent);
    vertical-align: 4px;
  }

  .key.usual::before {
    border-block-start: 1.5px dotted currentColor;
  }

  rect.uncounted {
    fill: color-mix(in srgb, currentColor 5%, transparent);
  }

  /* Its room stays, so that nothing moves when it is whole. */
  .counting.over {
    visibility: hidden;
  }

  rect.pointed {
    fill: var(--_hover);
  }

  rect.brush {
    fill: color-mix(in srgb, var(--_accent) 20%, transparent);
  }

  .handle {
    position: absolute;
    inset-block: 0;
    width: 2px;
    margin-inline-start: -1px;
    outline-offset: 2px;
    pointer-events: none;
  }

  .handle:focus-visible {
    background: var(--_accent);
  }

  .axis {
    display: flex;
    justify-content: space-between;
    font-size: 0.88em;
  }

  figcaption {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 4px 12px;
    min-height: 30px;
  }

  /* Beside the button that folds: on a line of its own, that would stand alone. */
  .readouts {
    display: grid;
    flex: 1 1 240px;
    min-width: 0;
  }

  /* Level with the first of two lines. */
  figcaption > .fold {
    align-self: start;
    margin-block-start: -3px;
  }

  .readouts > * {
    grid-area: 1 / 1;
    align-content: start;
  }

  .room {
    visibility: hidden;
  }

  .readout,
  .room {
    display: flex;
    flex-wrap: wrap;
    gap: 2px 14px;
  }

  .readout .malicious {
    color: var(--_danger);
  }

  .readout .matching {
    color: var(--_accent);
  }

  details {
    min-width: 0;
    margin-inline-start: auto;
  }

  details[open] {
    flex-basis: 100%;
  }

  summary {
    color: var(--_accent);
    cursor: pointer;
  }

  .basis {
    max-width: 80ch;
    margin: 4px 0;
  }

  ${asTable}

  ${lineStyles}

  .notice {
    display: flex;
    align-items: center;
    gap: 8px;
    margin: 0;
  }

  @media (forced-colors: active) {
    rect.requests {
      fill: GrayText;
    }

    rect.malicious {
      fill: Highlight;
    }

    rect.match {
      fill: LinkText;
    }
  }
`;
