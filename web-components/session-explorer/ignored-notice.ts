import { css, html } from 'lit';
import type { Terms } from '../i18n/en.ts';
import { icons } from '../shared/icons.ts';
import { printable } from '../shared/printable.ts';

/** What was left out of a link, as `name=value`, where that narrows nothing. */
export function renderIgnored(ignored: readonly string[], terms: Terms, close: () => void) {
  const parts = ignored.slice(0, 5).map((part) => printable(part).slice(0, 80));
  return html`<p class="ignored" role="status">
      ${icons.warning}<span>${terms.ignoredInLink(parts.join(', '))}</span>
      <button type="button" class="button quiet" @click=${close}>${terms.close}</button>
    </p>`;
}

export const ignoredStyles = css`
  .ignored {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 8px;
    margin: 0;
    padding: 6px 10px;
    border: 1px solid var(--_border);
    border-inline-start: 3px solid var(--_warning);
    border-radius: var(--_radius);
    overflow-wrap: anywhere;
  }

  .ignored .icon {
    color: var(--_warning);
  }

  .ignored .button {
    margin-inline-start: auto;
  }
`;
