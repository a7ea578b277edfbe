import { dialogContentStyles } from './dialog-content.styles.ts';
import { dialogFormStyles } from './dialog-form.styles.ts';

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

  ${dialogFormStyles}

  ${dialogContentStyles}

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
