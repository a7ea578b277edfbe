import { html, nothing } from 'lit';
import type { DecisionTerms } from '../i18n/decisions.en.ts';
import type { DetailTerms } from '../i18n/detail.en.ts';
import type { JudgementTerms } from '../i18n/judgement.en.ts';
import type { LocalizeController } from '../i18n/localize.ts';
import { icons } from '../shared/icons.ts';
import type { EndpointParametersFold } from './endpoint-parameters-fold.ts';
import type { BaselineState, RequestDetails } from './request-details.ts';
import type { Withheld } from './withheld.ts';

/** How the blocks of a request are written. */
export interface BlockContext {
  readonly localize: LocalizeController;
  readonly detail: DetailTerms;
  readonly words: JudgementTerms;
  /** As of when it is known what stands out; undefined: that was not answered. */
  readonly baselines: BaselineState | undefined;
  readonly withheld: Withheld;
  /** Puts a text on the clipboard, as text/plain. */
  readonly copy: (text: string) => void;
  readonly decisions: DecisionTerms;
  readonly endpointParameters: EndpointParametersFold;
  /** Links and buttons of plugins for a detection. */
  readonly toolsOf: (detection: RequestDetails['detections'][number]) => unknown;
}

/** Name and value; null: the request has none. */
export type Fact = readonly [name: string, value: unknown];

export const renderFacts = (facts: readonly Fact[]) => html`<dl class="facts">
  ${facts.map(([name, value]) =>
    value === null || value === '' || value === false || (Array.isArray(value) && value.length === 0)
      ? nothing
      : html`<div><dt>${name}</dt><dd>${value}</dd></div>`,
  )}
</dl>`;

/** In the place of what the viewer may not see. */
export const renderWithheld = ({ detail }: Pick<BlockContext, 'detail'>) =>
  html`<span class="muted withheld" title=${detail.notPermittedHint}>${detail.notPermitted}</span>`;

export const renderCopy = (text: string, label: string, { copy }: BlockContext) =>
  html`<button type="button" class="button quiet copy" aria-label=${label} title=${label} @click=${() => copy(text)}>${icons.copy}</button>`;
