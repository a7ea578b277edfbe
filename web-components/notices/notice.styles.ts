import { css } from 'lit';

/** What gets the focus is scrolled out from under the notice, whose height is in `--_notice` while there is one. */
export const clearOfNotice = css`
  :is(a, button, input, summary, [tabindex]) {
    scroll-margin-block-end: var(--_notice, 0);
  }
`;
