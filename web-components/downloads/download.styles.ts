import { css } from 'lit';

/** Of the popover of a download. */
export const downloadStyles = css`
  .export {
    inline-size: min(300px, calc(100vw - 16px));
    padding: 4px 0;
  }

  .export b {
    white-space: nowrap;
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
`;
