import { css } from 'lit';

/**
 * The list and the open session, one after the other where two do not fit: the session has a way back. Beside the list it scrolls
 * by itself: what is sticky and higher than the window would show its end at that of a long list only. What became of a copy
 * stands in the place of the label, so that nothing beside it moves.
 */
export const explorerStyles = css`
  :host {
    container-type: inline-size;
  }

  .explorer {
    display: grid;
    gap: 8px;
    min-width: 0;
  }

  .panes {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    gap: 16px;
    align-items: start;
    min-width: 0;
  }

  /* Its room, before the chart is loaded. */
  .timeline {
    min-block-size: calc(49px + var(--sessions-timeline-height, 64px));
  }

  .open .timeline {
    min-block-size: 28px;
  }

  .says {
    display: grid;
  }

  .says > * {
    grid-area: 1 / 1;
  }

  .says:has([role='status']:not(:empty)) > :first-child {
    visibility: hidden;
  }

  .list,
  .detail {
    min-width: 0;
  }

  .open .panes {
    grid-template-columns: minmax(0, var(--_list, 28%)) 16px minmax(0, 1fr);
    gap: 0;
  }

  .panes.folded > .list {
    visibility: hidden;
    block-size: 0;
    overflow: hidden;
  }

  .between {
    position: sticky;
    inset-block-start: 8px;
    block-size: calc(100vh - 16px);
  }

  .splitter {
    display: grid;
    place-content: center;
    block-size: 100%;
    cursor: col-resize;
    touch-action: none;
  }

  .splitter::before {
    content: '';
    inline-size: 4px;
    block-size: 36px;
    border-radius: 2px;
    background: var(--_control-border);
  }

  .splitter:hover::before,
  .splitter:focus-visible::before {
    block-size: 72px;
    background: var(--_accent);
  }

  .detail {
    position: sticky;
    inset-block-start: 8px;
    max-block-size: calc(100vh - 16px);
    overflow: auto;
  }

  .ignored {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 8px;
    margin: 0;
    padding: 6px 10px;
    border: 1px solid var(--_border);
    border-inline-start: 3px solid var(--_warning);
    border-radius: var(--_radius);
    overflow-wrap: anywhere;
  }

  .ignored .icon {
    color: var(--_warning);
  }

  .ignored .button {
    margin-inline-start: auto;
  }

  @container (width < 1000px) {
    .open .panes {
      grid-template-columns: minmax(0, 1fr);
    }

    .open :is(.list, .between) {
      display: none;
    }

    .detail {
      position: static;
      max-block-size: none;
      overflow: visible;
    }
  }
`;
