import { css } from 'lit';

/** Frame, toolbar and states; menu-styles.ts has the menus. */
export const listStyles = css`
  :host {
    display: flex;
    flex-direction: column;
    min-inline-size: 0;
  }

  :host([compact]) {
    --_density: 0.7;
  }

  /* A host that gives the element a height gets rows that scroll below their headings. */
  .frame {
    container: list / inline-size;
    /* Where the element's width comes from its content: none would be left of it. */
    contain-intrinsic-inline-size: 720px;
    display: flex;
    flex: 1 1 auto;
    flex-direction: column;
    gap: var(--_pad);
    min-block-size: 0;
    min-inline-size: 0;
  }

  .toolbar {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 4px 12px;
    min-block-size: 32px;
  }

  .total {
    font-weight: 600;
  }

  .newer {
    border-color: color-mix(in srgb, var(--_accent) 45%, transparent);
    border-radius: 99px;
    background: var(--_selected);
    color: var(--_accent);
  }

  /* For a moment, over the number: it takes no room of its own. */
  .copied {
    position: absolute;
    background: var(--_surface);
    opacity: 0;
    pointer-events: none;
  }

  .actions {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    justify-content: flex-end;
    gap: 2px;
    margin-inline-start: auto;
  }

  .footer {
    display: flex;
    align-items: center;
    justify-content: flex-end;
    gap: 6px;
  }

  .footer span {
    margin-inline-end: 6px;
  }

  .footer .button {
    padding-inline: 8px;
  }

  .button[aria-disabled='true'] {
    opacity: 0.45;
    cursor: default;
  }

  .button[aria-disabled='true']:hover {
    background: transparent;
  }

  .words:not([hidden]) {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    justify-content: center;
    gap: 12px;
  }

  .state {
    padding: 56px 16px;
    border: 1px solid var(--_border);
    border-radius: var(--_radius);
    text-align: center;
  }

  .state p {
    flex: 1 0 100%;
    margin: 0;
    overflow-wrap: anywhere;
  }

  .state p .icon {
    margin-inline-end: 8px;
    vertical-align: -0.125em;
  }

  .alert {
    color: var(--_danger);
  }

  @container list (width < 480px) {
    .wide {
      display: none;
    }
  }
`;
