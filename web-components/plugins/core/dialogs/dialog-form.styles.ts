/** Forms in a dialog of a plugin: fields, choices, what is wrong with them. */
export const dialogFormStyles = `
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
`;
