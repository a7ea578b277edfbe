import { css } from 'lit';

export const detailStyles = css`
  :host {
    container: detail / inline-size;
    /* Where the element's width comes from its content: none would be left of it. */
    contain-intrinsic-inline-size: 640px;
  }

  section {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    gap: 12px;
    padding: 12px 14px;
    border: 1px solid var(--_border);
    border-radius: var(--_radius);
    background: var(--_surface);
  }

  header {
    display: grid;
    gap: 8px;
  }

  .title {
    display: flex;
    align-items: center;
    gap: 4px;
  }

  h2 {
    flex: 1;
    min-width: 0;
    margin: 0;
    font-size: 1.2em;
    font-weight: 600;
    line-height: 1.3;
    overflow-wrap: anywhere;
    unicode-bidi: isolate;
  }

  h3 {
    display: inline;
    margin: 0;
    font-size: 1em;
    font-weight: 600;
  }

  .export {
    inline-size: min(300px, calc(100vw - 16px));
    padding: 4px 0;
  }

  .export .heading {
    margin: 0;
    padding: 4px 12px;
  }

  .export .item[aria-disabled='true'] {
    opacity: 0.6;
    cursor: default;
  }

  .export .progress > * {
    display: flex;
    align-items: baseline;
    gap: 6px;
    margin: 0;
    padding: 5px 12px;
    overflow-wrap: anywhere;
  }

  .export .progress:not(:empty) {
    margin-block-start: 4px;
    border-block-start: 1px solid var(--_border);
  }

  .export .problem {
    color: var(--_danger);
  }

  .export .problem .icon {
    align-self: center;
  }

  .facts {
    display: flex;
    flex-wrap: wrap;
    gap: 8px 24px;
    margin: 0;
  }

  .facts div {
    min-width: 0;
  }

  dt {
    color: var(--_muted);
    font-size: 0.92em;
  }

  dd {
    display: flex;
    flex-wrap: wrap;
    align-items: baseline;
    gap: 0 8px;
    margin: 0;
    font-variant-numeric: tabular-nums;
    overflow-wrap: anywhere;
  }

  .source {
    display: inline-flex;
    flex-wrap: wrap;
    align-items: baseline;
    gap: 0 8px;
    min-width: 0;
  }

  .value.tag {
    margin: 0;
    padding-inline: 5px;
    border: 1px solid var(--_border);
    font-size: 0.92em;
  }

  .parts {
    display: flex;
    flex-wrap: wrap;
    gap: 4px 14px;
    margin: 0;
  }

  .parts a {
    display: inline-flex;
    align-items: center;
    gap: 2px;
    min-height: 24px;
    text-decoration: none;
  }

  .parts a:hover {
    text-decoration: underline;
  }

  .parts .muted {
    align-self: center;
  }

  .parts .icon:dir(rtl),
  summary .icon:dir(rtl) {
    scale: -1 1;
  }

  details {
    padding-block: 6px;
    border-block: 1px solid var(--_border);
  }

  summary {
    display: flex;
    align-items: center;
    gap: 6px;
    width: fit-content;
    min-height: 24px;
    border-radius: 4px;
    list-style: none;
    cursor: pointer;
  }

  summary::-webkit-details-marker {
    display: none;
  }

  [open] > summary .icon {
    rotate: 90deg;
  }

  .statistics {
    margin-block: 6px;
  }

  .filters,
  .group {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 6px;
    min-width: 0;
  }

  .filters {
    gap: 6px 14px;
    min-height: 30px;
  }

  .chip {
    display: inline-flex;
    align-items: center;
    gap: 6px;
    min-width: 0;
    max-width: 100%;
    min-height: 24px;
    padding: 1px 8px;
    border: 1px dashed var(--_control-border);
    border-radius: 12px;
    background: transparent;
    cursor: pointer;
  }

  .chip.local {
    border: 1px solid var(--_accent);
    background: var(--_selected);
  }

  .chip bdi {
    min-width: 0;
    overflow-wrap: anywhere;
    text-align: start;
  }

  .chip:hover {
    background: var(--_hover);
  }

  .chip .icon {
    opacity: 0.75;
  }

  .notice {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 8px;
    margin: 0;
    padding-block: 12px;
  }

  .block {
    display: flex;
    flex-wrap: wrap;
    align-items: baseline;
    gap: 2px 8px;
    margin: 0;
    overflow-wrap: anywhere;
    unicode-bidi: isolate;
  }

  /* In view wherever in a long session the action was. */
  .outcome {
    position: sticky;
    z-index: 2;
    bottom: 8px;
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 6px 10px;
    padding-block: 8px;
    padding-inline: 12px 8px;
    border: 1px solid var(--_border);
    border-inline-start: 3px solid var(--_accent);
    border-radius: var(--_radius);
    background: var(--_surface);
    box-shadow: 0 4px 16px rgb(0 0 0 / 18%);
    overflow-wrap: anywhere;
  }

  .outcome [role='status'] {
    flex: 1 1 160px;
    min-width: 0;
  }

  .outcome > .icon {
    color: var(--_accent);
  }

  .outcome.error {
    border-inline-start-color: var(--_danger);
  }

  .outcome.error > .icon {
    color: var(--_danger);
  }

  section {
    position: relative;
  }

  @container detail (width < 480px) {
    section {
      padding: 10px;
    }

    .wide {
      display: none;
    }
  }
`;
