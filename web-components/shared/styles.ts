import { css } from 'lit';
import { tokenStyles } from './tokens.ts';

/**
 * The tokens, and the parts that elements with more to show are made of. A text that loses its middle (`.cut`, see cut.ts) is drawn in two
 * parts, and read and copied as a whole; levels of a risk look alike wherever one is named or drawn.
 */
export const baseStyles = css`
  ${tokenStyles}

  :host {
    --_on-accent: var(--sessions-on-accent, light-dark(#fff, #0d1524));
    --_surface: var(--sessions-surface, light-dark(#fff, #17191e));
    --_danger: var(--sessions-danger, light-dark(#b3261e, #ff9d94));
    --_warning: var(--sessions-warning, light-dark(#8a5300, #f2bb66));
    --_control-border: color-mix(in srgb, currentColor 48%, transparent);
    --_pad: calc(8px * var(--_density));
  }

  *,
  *::before,
  *::after {
    box-sizing: border-box;
  }

  a {
    color: var(--_accent);
  }

  button,
  input,
  select {
    font: inherit;
    color: inherit;
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

  .cut {
    position: relative;
    display: block;
    min-inline-size: 0;
    direction: ltr;
  }

  .cut > span {
    position: absolute;
    inset: 0;
    overflow: hidden;
    white-space: pre;
    opacity: 0;
    pointer-events: none;
  }

  .cut > i {
    display: flex;
    font-style: inherit;
    white-space: pre;
  }

  .cut > ::before,
  .cut > ::after {
    content: attr(data-start);
    min-inline-size: 2ch;
    overflow: hidden;
    text-overflow: ellipsis;
  }

  .cut > ::after {
    content: attr(data-end);
    display: flex;
    flex: none;
    justify-content: flex-end;
    max-inline-size: 64%;
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

  .level-HIGH {
    color: var(--_danger);
    font-weight: 600;
  }

  .level-MEDIUM {
    color: var(--_warning);
  }

  .badge {
    display: inline-flex;
    align-items: center;
    gap: 4px;
    padding: 0 8px;
    border: 1px solid var(--_danger);
    border-radius: 99px;
    color: var(--_danger);
    font-weight: 600;
  }

  @media (forced-colors: active) {
    :host {
      --_on-accent: Canvas;
      --_surface: Canvas;
      --_danger: CanvasText;
      --_warning: CanvasText;
      --_control-border: ButtonBorder;
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
