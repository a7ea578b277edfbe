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
    gap: 8px;
    padding: 0 14px 12px;
    border: 1px solid var(--_border);
    border-radius: var(--_radius);
    background: var(--_surface);
  }

  /* Until it is known who it is, and how many lines that takes: what is below would move. */
  .coming > :not(.head, header, .notice, .said) {
    visibility: hidden;
  }

  header {
    display: grid;
    gap: 8px;
    min-height: 42px;
  }

  /* In view wherever in a long session somebody is. */
  .head {
    position: sticky;
    inset-block-start: 0;
    z-index: 3;
    display: grid;
    gap: 6px;
    margin-inline: -14px;
    padding: 8px 14px 6px;
    border-block-end: 1px solid var(--_border);
    border-radius: var(--_radius) var(--_radius) 0 0;
    background: var(--_surface);
  }

  .title {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 4px 10px;
  }

  .does {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    justify-content: flex-end;
    gap: 4px;
    /* Grown from the start, so that nothing of it moves when plugins put their actions in. */
    flex: 1 0 auto;
    max-width: 100%;
  }

  h2 {
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

  /* The line of what tells most has its room from the start: nothing below it moves when it comes. */
  .fold {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 0 16px;
    min-height: 30px;
  }

  .fold > .statistics {
    flex: 1 1 280px;
    min-width: 0;
    min-height: 24px;
  }

  .fold.open > * {
    flex-basis: 100%;
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

  .open > .statistics {
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
    gap: 4px 14px;
    min-height: 28px;
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

  .apply {
    max-width: 100%;
    overflow-wrap: anywhere;
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
      padding: 0 10px 10px;
    }

    /* Chips of several lines would leave no room for what they filter. */
    .head {
      position: static;
      margin-inline: -10px;
      padding-inline: 10px;
    }

    .wide {
      display: none;
    }
  }
`;
