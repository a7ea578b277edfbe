/** A dialog of a plugin: plain HTML in it looks like ours. Text, so that this chunk shares nothing with the first load. */
export const dialogStyles = `
  .plugin-dialog {
    width: 560px;
    max-width: calc(100vw - 24px);
    max-height: calc(100dvh - 24px);
    padding: 0;
    overflow: auto;
    border: 1px solid var(--_border);
    border-radius: calc(var(--_radius) + 4px);
    background: var(--_surface);
    color: inherit;
    box-shadow: 0 12px 40px rgb(0 0 0 / 30%);
    text-align: start;
    white-space: normal;
    overflow-wrap: anywhere;
  }

  .plugin-dialog::backdrop {
    background: rgb(0 0 0 / 40%);
  }

  .plugin-dialog > h2 {
    margin: 0;
    padding: 16px 20px 0;
    font-size: 1.2em;
    font-weight: 600;
    line-height: 1.3;
  }

  .plugin-dialog > div {
    display: block;
    padding: 8px 20px 0;
  }

  .plugin-dialog form {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    gap: 14px;
  }

  .plugin-dialog :is(p, ul, dl, dd, h3) {
    margin: 0;
  }

  .plugin-dialog [role='alert']:empty {
    display: none;
  }

  .plugin-dialog :is(.field, fieldset) {
    min-width: 0;
  }

  .plugin-dialog .field {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    gap: 3px;
  }

  .plugin-dialog :is(.field > label, legend) {
    padding: 0;
    font-weight: 600;
  }

  .plugin-dialog small {
    color: var(--_muted);
    font-size: 0.92em;
  }

  .plugin-dialog strong {
    color: var(--_danger);
    font-weight: 600;
  }

  .plugin-dialog fieldset {
    display: flex;
    flex-wrap: wrap;
    gap: 4px 16px;
    margin: 0;
    padding: 0;
    border: 0;
  }

  .plugin-dialog legend {
    margin-block-end: 4px;
  }

  .plugin-dialog fieldset > label {
    display: inline-flex;
    align-items: center;
    gap: 6px;
    min-height: 28px;
    cursor: pointer;
  }

  .plugin-dialog .scope {
    display: grid;
    grid-template-columns: minmax(0, 2fr) minmax(0, 3fr);
    gap: 10px 12px;
  }

  .plugin-dialog :is(.whole, .scope > .field:has([name='pathTemplate'])) {
    grid-column: 1 / -1;
  }

  .plugin-dialog :is(input:not([type='radio'], [type='checkbox']), select, textarea) {
    width: 100%;
    min-height: 30px;
    padding: 4px 8px;
    border: 1px solid var(--_control-border);
    border-radius: var(--_radius);
    background: transparent;
    font: inherit;
    color: inherit;
  }

  .plugin-dialog input.mono {
    font-family: var(--sessions-mono-font, ui-monospace, 'Cascadia Mono', Menlo, Consolas, monospace);
    font-size: 0.94em;
  }

  .plugin-dialog option {
    background: Canvas;
    color: CanvasText;
  }

  .plugin-dialog textarea {
    resize: vertical;
  }

  .plugin-dialog :is(input, textarea, select)[aria-invalid='true'] {
    border-color: var(--_danger);
  }

  .plugin-dialog input[type='radio'] {
    margin: 0;
    accent-color: var(--_accent);
  }

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

  .plugin-dialog code {
    overflow: hidden;
    font-family: var(--sessions-mono-font, ui-monospace, 'Cascadia Mono', Menlo, Consolas, monospace);
    font-size: 0.94em;
    text-overflow: ellipsis;
    white-space: nowrap;
    unicode-bidi: isolate;
  }

  .plugin-dialog button {
    min-height: calc(20px + 8px * var(--_density));
    padding: 2px 12px;
    border: 1px solid var(--_control-border);
    border-radius: var(--_radius);
    background: transparent;
    font: inherit;
    color: inherit;
    cursor: pointer;
  }

  .plugin-dialog button:hover {
    background: var(--_hover);
  }

  .plugin-dialog :is(button[type='submit'], button.primary) {
    border-color: var(--_accent);
    background: var(--_accent);
    color: var(--_on-accent);
  }

  .plugin-dialog button[type='submit'].danger {
    border-color: var(--_danger);
    background: var(--_danger);
  }

  .plugin-dialog footer {
    position: sticky;
    bottom: 0;
    display: flex;
    flex-wrap: wrap;
    justify-content: flex-end;
    gap: 8px;
    margin-inline: -20px;
    padding: 12px 20px 16px;
    border-block-start: 1px solid var(--_border);
    background: var(--_surface);
  }

  @media (width < 480px) {
    .plugin-dialog > h2 {
      padding-inline: 14px;
    }

    .plugin-dialog > div {
      padding-inline: 14px;
    }

    .plugin-dialog footer {
      margin-inline: -14px;
      padding-inline: 14px;
    }

    .plugin-dialog .scope {
      grid-template-columns: minmax(0, 1fr);
    }
  }

  @media (forced-colors: active) {
    .plugin-dialog :is(button[type='submit'], button.primary) {
      forced-color-adjust: none;
      border-color: Highlight;
      background: Highlight;
      color: HighlightText;
    }

    .plugin-dialog rect.benign {
      fill: GrayText;
    }

    .plugin-dialog rect.malicious {
      fill: Highlight;
    }
  }
`;
