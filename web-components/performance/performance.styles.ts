import { css } from 'lit';

/** Meters, and what stands out. */
export const performanceStyles = css`
  .meter {
    display: block;
    width: 100%;
    height: 5px;
  }

  :host(:dir(rtl)) .meter {
    scale: -1 1;
  }

  .meter .scale {
    fill: color-mix(in srgb, currentColor 7%, transparent);
  }

  .meter .value-bar {
    fill: color-mix(in srgb, currentColor 32%, transparent);
  }

  .meter .tick {
    stroke: color-mix(in srgb, currentColor 52%, transparent);
    stroke-width: 1px;
    vector-effect: non-scaling-stroke;
  }

  .meter.high .value-bar {
    fill: var(--_warning);
  }

  .meter.extreme .value-bar {
    fill: var(--_danger);
  }

  .high:not(.meter) {
    color: var(--_warning);
  }

  .extreme:not(.meter) {
    color: var(--_danger);
  }

  @media (forced-colors: active) {
    .meter .scale {
      fill: Canvas;
    }

    .meter .value-bar {
      fill: GrayText;
    }

    .meter .tick {
      stroke: CanvasText;
    }

    .meter:is(.high, .extreme) .value-bar {
      fill: Highlight;
    }
  }
`;
