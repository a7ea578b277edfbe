import { css } from 'lit';

/**
 * Tokens and the few rules that all elements share, the smallest too. Font and colour are those of the host; light and dark follow its
 * `color-scheme`. Every `--sessions-*` has a default; `--_*` are ours and may change.
 * A density of 1 is normal, 0.7 compact.
 */
export const tokenStyles = css`
  :host {
    display: block;
    box-sizing: border-box;
    color-scheme: inherit;
    font: inherit;
    font-family: var(--sessions-font, inherit);
    font-size: var(--sessions-font-size, 0.8125rem);
    line-height: 1.45;
    color: var(--sessions-text, inherit);
    --_accent: var(--sessions-accent, light-dark(#2456c7, #8fb4ff));
    --_muted: color-mix(in srgb, currentColor 66%, transparent);
    --_border: var(--sessions-border, color-mix(in srgb, currentColor 16%, transparent));
    --_hover: color-mix(in srgb, currentColor 6%, transparent);
    --_selected: color-mix(in srgb, var(--_accent) 12%, transparent);
    --_radius: var(--sessions-radius, 6px);
    --_density: var(--sessions-density, 1);
  }

  :host([hidden]) {
    display: none;
  }

  :focus-visible {
    outline: 2px solid var(--_accent);
    outline-offset: 1px;
  }

  .icon {
    width: 1em;
    height: 1em;
    flex: none;
    fill: none;
    stroke: currentColor;
    stroke-width: 1.6;
    stroke-linecap: round;
    stroke-linejoin: round;
  }

  @media (forced-colors: active) {
    :host {
      --_accent: LinkText;
      --_muted: CanvasText;
      --_border: GrayText;
      --_hover: transparent;
      --_selected: transparent;
    }
  }
`;
