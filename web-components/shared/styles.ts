import { css } from 'lit';

/**
 * Tokens and the few rules that all elements share. Font and colour are those of the host; light and dark follow its
 * `color-scheme`. Every `--sessions-*` has a default; `--_*` are ours and may change.
 */
export const baseStyles = css`
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
    --_on-accent: var(--sessions-on-accent, light-dark(#fff, #0d1524));
    --_surface: var(--sessions-surface, light-dark(#fff, #17191e));
    --_danger: var(--sessions-danger, light-dark(#b3261e, #ff9d94));
    --_warning: var(--sessions-warning, light-dark(#8a5300, #f2bb66));
    --_muted: color-mix(in srgb, currentColor 66%, transparent);
    --_border: var(--sessions-border, color-mix(in srgb, currentColor 16%, transparent));
    --_control-border: color-mix(in srgb, currentColor 48%, transparent);
    --_hover: color-mix(in srgb, currentColor 6%, transparent);
    --_selected: color-mix(in srgb, var(--_accent) 12%, transparent);
    --_radius: var(--sessions-radius, 6px);
    /* 1 is normal, 0.7 compact. */
    --_density: var(--sessions-density, 1);
    --_pad: calc(8px * var(--_density));
  }

  :host([hidden]) {
    display: none;
  }

  *,
  *::before,
  *::after {
    box-sizing: border-box;
  }

  button,
  input,
  select {
    font: inherit;
    color: inherit;
  }

  a {
    color: var(--_accent);
  }

  :focus-visible {
    outline: 2px solid var(--_accent);
    outline-offset: 1px;
  }

  .visually-hidden {
    position: absolute;
    width: 1px;
    height: 1px;
    margin: -1px;
    overflow: hidden;
    clip-path: inset(50%);
    white-space: nowrap;
  }

  .muted {
    color: var(--_muted);
  }

  .number {
    font-variant-numeric: tabular-nums;
  }

  .mono {
    font-family: var(--sessions-mono-font, ui-monospace, 'Cascadia Mono', Menlo, Consolas, monospace);
    font-size: 0.94em;
  }

  .button {
    display: inline-flex;
    align-items: center;
    justify-content: center;
    gap: 6px;
    min-height: calc(20px + 8px * var(--_density));
    padding: 2px 10px;
    border: 1px solid var(--_control-border);
    border-radius: var(--_radius);
    background: transparent;
    cursor: pointer;
    white-space: nowrap;
  }

  .button:hover:not(:disabled) {
    background: var(--_hover);
  }

  .button:disabled {
    opacity: 0.5;
    cursor: default;
  }

  .button.primary {
    border-color: var(--_accent);
    background: var(--_accent);
    color: var(--_on-accent);
  }

  .button.quiet {
    border-color: transparent;
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

  [popover] {
    position: fixed;
    inset: auto;
    margin: 0;
    padding: 0;
    max-height: min(480px, 80vh);
    max-width: min(420px, calc(100vw - 16px));
    overflow: auto;
    border: 1px solid var(--_border);
    border-radius: var(--_radius);
    background: var(--_surface);
    color: inherit;
    box-shadow: 0 8px 28px rgb(0 0 0 / 22%);
  }

  @media (forced-colors: active) {
    :host {
      --_accent: LinkText;
      --_on-accent: Canvas;
      --_surface: Canvas;
      --_danger: CanvasText;
      --_warning: CanvasText;
      --_muted: CanvasText;
      --_border: GrayText;
      --_control-border: ButtonBorder;
      --_hover: transparent;
      --_selected: transparent;
    }

    .button.primary {
      forced-color-adjust: none;
      background: Highlight;
      color: HighlightText;
    }
  }

  @media (prefers-reduced-motion: reduce) {
    *,
    *::before,
    *::after {
      animation: none !important;
      transition: none !important;
    }
  }
`;
