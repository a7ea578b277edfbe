/** As text: Lit, imported by this chunk, would be cut out of the page's first one. */
const STYLES = `
  .pick {
    --_width: 38px;
    position: sticky;
    inset-inline-start: 0;
    z-index: 1;
    padding: 0;
    text-align: center;
  }

  thead .pick {
    z-index: 3;
  }

  .pick ~ .last-seen {
    inset-inline-start: 38px;
    padding-inline-start: 4px;
  }

  tbody tr[aria-selected='true'] > .pick ~ .last-seen {
    padding-inline-start: 4px;
  }

  .pick button {
    position: relative;
    inline-size: 100%;
    min-block-size: 32px;
    padding: 0;
    border: 0;
    background: none;
    cursor: pointer;
  }

  .pick button:focus-visible {
    outline-offset: -4px;
    border-radius: 8px;
  }

  .pick button::before {
    content: '';
    display: inline-block;
    inline-size: 15px;
    block-size: 15px;
    border: 1.5px solid var(--_control-border);
    border-radius: 4px;
    vertical-align: middle;
  }

  .pick button:hover::before {
    border-color: var(--_accent);
  }

  .pick [aria-checked='true']::before,
  .pick [aria-checked='mixed']::before {
    border-color: var(--_accent);
    background: var(--_accent);
  }

  .pick [aria-checked='true']::after,
  .pick [aria-checked='mixed']::after {
    content: '';
    position: absolute;
    inset-block-start: calc(50% - 6px);
    inset-inline-start: calc(50% - 2.5px);
    inline-size: 5px;
    block-size: 9px;
    border: solid var(--_on-accent);
    border-width: 0 2px 2px 0;
    rotate: 45deg;
  }

  .pick [aria-checked='mixed']::after {
    inset-block-start: calc(50% - 1px);
    inset-inline-start: calc(50% - 4px);
    inline-size: 8px;
    block-size: 0;
    border-width: 0 0 2px;
    rotate: none;
  }

  tbody tr:has(.pick [aria-checked='true']) > * {
    background-image: linear-gradient(var(--_selected), var(--_selected));
  }

  .selection {
    position: sticky;
    inset-block-end: 0;
    z-index: 4;
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    gap: 8px;
    padding: 8px 12px;
    border: 1px solid color-mix(in srgb, var(--_accent) 45%, transparent);
    border-radius: var(--_radius);
    background: var(--_surface);
    box-shadow: 0 2px 12px rgb(0 0 0 / 16%);
  }

  .picked,
  .outcome {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 6px 12px;
  }

  .outcome + .picked {
    padding-block-start: 8px;
    border-block-start: 1px solid var(--_border);
  }

  .selection p {
    margin: 0;
  }

  .acts {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 6px;
    margin-inline-start: auto;
  }

  .selection .danger {
    border-color: var(--_danger);
    color: var(--_danger);
  }

  .refused {
    flex: 1 0 100%;
    display: grid;
    gap: 2px;
    max-block-size: 8em;
    margin: 0;
    padding: 0;
    overflow: auto;
    list-style: none;
    overflow-wrap: anywhere;
  }

  @container list (width < 720px) {
    .roomy tbody tr:has(> .pick) {
      position: relative;
      padding-inline-start: 44px;
    }

    .roomy tbody td.pick,
    .roomy tbody tr:hover > .pick {
      position: absolute;
      inset-block-start: 4px;
      inset-inline-start: 4px;
      inline-size: 36px;
      padding: 0;
    }

    .roomy tbody tr[data-row] > .pick ~ .last-seen {
      padding-inline-start: 0;
    }

    .roomy thead .pick button {
      min-block-size: 0;
    }

    .roomy thead th.pick {
      inline-size: 36px;
    }

    .roomy tbody tr:has(.pick [aria-checked='true']) {
      background-image: linear-gradient(var(--_selected), var(--_selected));
    }

    .roomy tbody tr:has(.pick [aria-checked='true']) > * {
      background: none;
    }
  }

  @container list (width < 480px) {
    .dense tbody tr:has(> .pick) {
      position: relative;
      padding-inline-start: 44px;
    }

    .dense tbody tr[data-row] > .pick ~ .last-seen {
      padding-inline-start: 0;
    }

    .dense thead .pick button {
      min-block-size: 0;
    }

    .dense tbody td.pick,
    .dense tbody tr:hover > .pick {
      position: absolute;
      inset-block-start: 4px;
      inset-inline-start: 4px;
      inline-size: 36px;
      padding: 0;
    }

    .dense tbody tr:has(.pick [aria-checked='true']) {
      background-image: linear-gradient(var(--_selected), var(--_selected));
    }

    .dense tbody tr:has(.pick [aria-checked='true']) > * {
      background: none;
    }

    .acts {
      margin-inline-start: 0;
    }
  }

  @media (forced-colors: active) {
    .pick [aria-checked='true']::before,
    .pick [aria-checked='mixed']::before {
      forced-color-adjust: none;
      border-color: Highlight;
      background: Highlight;
    }
  }
`;

export function adoptSelectionStyles(root: unknown): void {
  if (!(root instanceof ShadowRoot)) return;
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(STYLES);
  root.adoptedStyleSheets.push(sheet);
}
