import { css } from 'lit';

export const pivotStyles = css`
  .value {
    max-width: calc(100% + 6px);
    margin: 0 -3px;
    padding: 0 3px;
    overflow: hidden;
    border: 0;
    border-radius: 4px;
    background: transparent;
    text-align: start;
    text-overflow: ellipsis;
    /* A name in another direction does not turn its neighbours around. */
    unicode-bidi: isolate;
    cursor: pointer;
  }

  .value:hover,
  .value[aria-expanded] {
    background: color-mix(in srgb, var(--_accent) 14%, transparent);
    color: var(--_accent);
  }

  /* What came of copying, for a moment: below the buttons of the heading, and never through other words. */
  .said {
    position: absolute;
    inset-block-start: 46px;
    inset-inline-end: 16px;
    z-index: 2;
    margin: 0;
    padding: 2px 12px;
    border: 1px solid var(--_border);
    border-radius: 99px;
    background: var(--_surface);
    opacity: 0;
    pointer-events: none;
  }

  .menu {
    min-inline-size: 180px;
    padding-block: 4px;
  }

  .menu .heading {
    padding: 4px 12px 2px;
    font-size: 0.92em;
  }

  .item {
    display: block;
    inline-size: 100%;
    padding: 5px 12px;
    border: 0;
    background: transparent;
    text-align: start;
    overflow-wrap: anywhere;
    cursor: pointer;
  }

  .item:hover,
  .item:focus-visible {
    background: var(--_hover);
  }

  .item:focus-visible {
    outline-offset: -2px;
  }
`;
