/** Of the menus, as text: Lit, imported by their chunk, would be cut out of the page's first one. */
const MENUS = `
  .item {
    display: flex;
    align-items: center;
    gap: 8px;
    inline-size: 100%;
    padding: 5px 12px;
    border: 0;
    background: transparent;
    text-align: start;
    cursor: pointer;
  }

  .item:hover,
  .item:focus-visible {
    background: var(--_hover);
  }

  .item:focus-visible {
    outline-offset: -2px;
  }

  .menu,
  .columns {
    min-inline-size: 180px;
    padding-block: 4px;
  }

  .menu .item {
    display: block;
    overflow-wrap: anywhere;
  }

  .heading {
    padding: 4px 12px 2px;
    font-size: 0.92em;
  }

  .columns .button {
    margin: 4px 6px 2px;
    color: var(--_accent);
  }

  .columns input {
    margin: 0;
    accent-color: var(--_accent);
  }
`;

export function adoptMenuStyles(root: unknown): void {
  if (!(root instanceof ShadowRoot)) return;
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(MENUS);
  root.adoptedStyleSheets.push(sheet);
}
