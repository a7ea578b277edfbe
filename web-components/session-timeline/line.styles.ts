import { css } from 'lit';

/** The chart as a line. */
export const lineStyles = css`
  .line {
    display: flex;
    align-items: center;
    gap: 4px 10px;
    min-height: 28px;
  }

  .line .small {
    flex: none;
    width: 20%;
    max-width: 180px;
    min-width: 40px;
    height: 20px;
    border-block-end: 1px solid var(--_border);
  }

  .line .room {
    display: none;
  }

  .fold {
    padding: 2px 5px;
  }

  .fold[aria-expanded='true'] .icon {
    rotate: 90deg;
  }

  .fold .icon:dir(rtl) {
    scale: -1 1;
  }
`;
