import { css } from 'lit';

/** The bar comes with the first open session, and they with it. */
export const splitterStyles = css`
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
`;
