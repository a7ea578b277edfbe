import { svg, type TemplateResult } from 'lit';

/** Icons are drawn for this project on a grid of 16. */
export const icon = (paths: TemplateResult): TemplateResult =>
  svg`<svg class="icon" viewBox="0 0 16 16" aria-hidden="true">${paths}</svg>`;

export const sessionsIcon = icon(svg`<path d="M2 4h7M2 8h12M2 12h9"/><circle cx="12" cy="4" r="1.6"/>`);
