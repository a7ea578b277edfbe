import { css } from 'lit';

/** What happened, above the bars; at an edge of the axis a mark points out of it. */
export const marks = css`
  .marks {
    position: relative;
    height: 26px;
  }

  .mark {
    position: absolute;
    inset-block-start: 1px;
    display: inline-flex;
    align-items: center;
    justify-content: center;
    gap: 1px;
    min-width: 24px;
    height: 24px;
    padding: 0 2px;
    translate: -50% 0;
    border: 0;
    border-radius: 99px;
    background: transparent;
    color: var(--_muted);
    font-size: 0.85em;
    cursor: pointer;
  }

  .mark:dir(rtl) {
    translate: 50% 0;
  }

  .mark:is(.before, .after) {
    gap: 0;
    min-width: 36px;
    translate: none;
  }

  .mark.before {
    flex-direction: row-reverse;
  }

  .mark.after {
    translate: -100% 0;
  }

  .mark.after:dir(rtl) {
    translate: 100% 0;
  }

  .arrow {
    display: inline-flex;
    margin-inline: 2px;
  }

  .mark.before .arrow:dir(ltr),
  .mark.after .arrow:dir(rtl) {
    scale: -1 1;
  }

  .mark:hover {
    background: var(--_hover);
    color: inherit;
  }

  .mark:is(.user_changed, .country_changed) {
    color: var(--_accent);
  }

  .mark.blocked {
    color: var(--_danger);
  }

  .link {
    padding: 0;
    border: 0;
    background: none;
    color: var(--_accent);
    font-variant-numeric: inherit;
    cursor: pointer;
  }

  .link:hover {
    text-decoration: underline;
  }

  .of-marks :is(th, td) {
    text-align: start;
    white-space: normal;
    overflow-wrap: anywhere;
  }
`;
