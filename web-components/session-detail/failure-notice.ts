import { html } from 'lit';
import type { Failure } from '../data/client.ts';
import type { Terms } from '../i18n/en.ts';
import { icons } from '../shared/icons.ts';
import { printable } from '../shared/printable.ts';

/** What went wrong, and another try. */
export const renderFailure = ({ kind, detail }: Failure, { failure, retry }: Terms, again: () => void) =>
  html`<p class="notice" role="alert">
    ${icons.warning}<span>${failure[kind]}${kind === 'input' && detail ? ` ${printable(detail)}` : ''}</span>
    <button type="button" class="button" @click=${again}>${retry}</button>
  </p>`;
