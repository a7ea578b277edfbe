import { css } from 'lit';

/**
 * The list and the open session, one after the other where two do not fit: the session has a way back. Beside the list it scrolls
 * by itself: what is sticky and higher than the window would show its end at that of a long list only. What became of a copy
 * stands in the place of the label, so that nothing beside it moves; the list beside a session has no room for words, and its icon says
 * that it is copied.
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

  :is(.open, .leads) .timeline {
    min-block-size: 28px;
  }

  /* Its room as well. */
  .starts {
    min-block-size: 30px;
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

  .open .list .says {
    position: absolute;
    clip-path: inset(50%);
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

  .detail {
    position: sticky;
    inset-block-start: 8px;
    max-block-size: calc(100vh - 16px);
    overflow: auto;
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
