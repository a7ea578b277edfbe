/** What a dialog of a plugin says: blocks, facts, a balance of benign and malicious, lists. */
export const dialogContentStyles = `
  .plugin-dialog section {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    gap: 6px;
    min-height: 128px;
    align-content: start;
    padding: 10px 12px;
    border: 1px solid var(--_border);
    border-radius: var(--_radius);
    background: color-mix(in srgb, currentColor 3%, transparent);
  }

  /* What it will hold once it is known: the buttons below stay where they are. */
  .plugin-dialog section[aria-labelledby='impact'] {
    min-height: 204px;
  }

  @media (width < 480px) {
    .plugin-dialog section[aria-labelledby='impact'] {
      min-height: 252px;
    }
  }

  .plugin-dialog :is(section, form) > div {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    gap: 8px;
  }

  .plugin-dialog h3 {
    display: block;
    font-size: 1em;
    font-weight: 600;
  }

  .plugin-dialog .quiet {
    color: var(--_muted);
  }

  .plugin-dialog section dl {
    display: flex;
    flex-wrap: wrap;
    gap: 8px 20px;
  }

  .plugin-dialog dl > div {
    min-width: 0;
  }

  .plugin-dialog dt {
    color: var(--_muted);
    font-size: 0.92em;
  }

  .plugin-dialog dd {
    display: grid;
    font-size: 1.2em;
    font-weight: 600;
    font-variant-numeric: tabular-nums;
  }

  .plugin-dialog dd small {
    max-width: 22ch;
    font-size: 0.76em;
    font-weight: 400;
  }

  .plugin-dialog .balance {
    display: block;
    width: 100%;
    height: 6px;
    border-radius: 3px;
  }

  :host(:dir(rtl)) .plugin-dialog .balance {
    scale: -1 1;
  }

  .plugin-dialog rect.benign {
    fill: color-mix(in srgb, currentColor 22%, transparent);
  }

  .plugin-dialog rect.malicious {
    fill: var(--_danger);
  }

  .plugin-dialog .balance-text {
    display: flex;
    flex-wrap: wrap;
    justify-content: space-between;
    gap: 0 16px;
    font-variant-numeric: tabular-nums;
  }

  .plugin-dialog :is(span.malicious, .problem, .warning) {
    color: var(--_danger);
  }

  .plugin-dialog .warning {
    color: var(--_warning);
  }

  .plugin-dialog details {
    padding: 0;
    border: 0;
  }

  .plugin-dialog summary {
    display: list-item;
    min-height: 24px;
    padding-inline-start: 0;
    list-style: revert;
  }

  .plugin-dialog ul {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    gap: 6px;
    padding: 4px 0 0;
    list-style: none;
  }

  .plugin-dialog li {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
  }

  .plugin-dialog table {
    border-collapse: collapse;
    font-variant-numeric: tabular-nums;
  }

  .plugin-dialog :is(table td, table th) {
    padding: 3px 12px 3px 0;
    font-weight: 400;
    text-align: start;
    vertical-align: baseline;
  }

  .plugin-dialog code {
    overflow: hidden;
    font-family: var(--sessions-mono-font, ui-monospace, 'Cascadia Mono', Menlo, Consolas, monospace);
    font-size: 0.94em;
    text-overflow: ellipsis;
    white-space: nowrap;
    unicode-bidi: isolate;
  }
`;
