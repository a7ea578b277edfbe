/** Of what is new, as text: Lit, imported by this chunk, would be cut out of the page's first one. */
const LIVE = `
  .scroll {
    /* The row that is read is kept at its height by us, in browsers too that would not. */
    overflow-anchor: none;
  }

  .fresh {
    padding-inline: 6px;
    border: 1px solid color-mix(in srgb, var(--_accent) 45%, transparent);
    border-radius: 99px;
    background: var(--_selected);
    color: var(--_accent);
    font-size: 0.92em;
  }

  .auto {
    block-size: 28px;
    padding-inline: 4px;
    border: 1px solid transparent;
    border-radius: 6px;
    background: transparent;
    color: var(--_muted);
    font: inherit;
    cursor: pointer;
  }

  .auto:hover {
    background: var(--_hover);
  }

  .auto option {
    background: var(--_surface);
    color: var(--_text);
  }
`;

export function adoptLiveStyles(root: unknown): void {
  if (!(root instanceof ShadowRoot)) return;
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(LIVE);
  root.adoptedStyleSheets.push(sheet);
}
