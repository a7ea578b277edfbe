import { css } from 'lit';

/** They come with their code: a page with an open session needs neither. */
export const startStyles = css`
  .starts,
  .starts [role='group'] {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 2px 8px;
  }

  .starts .start {
    padding: 2px 10px;
    border: 1px solid var(--_border);
    border-radius: 99px;
  }

  .starts .start[aria-pressed='true'] {
    border-color: var(--_accent);
    background: var(--_selected);
    color: var(--_accent);
  }

  .noise {
    display: inline-flex;
    align-items: center;
    gap: 6px;
    min-block-size: 28px;
    margin-inline-start: auto;
    cursor: pointer;
  }

  .noise input {
    margin: 0;
    accent-color: var(--_accent);
  }
`;
