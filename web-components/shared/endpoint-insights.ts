import { html, nothing, type TemplateResult } from 'lit';
import type { InsightWords } from '../i18n/insights.en.ts';
import type { EndpointCore, PluginHost } from '../plugins/plugin.ts';
import { printable } from './printable.ts';

type RenderValue = PluginHost['value'];

/** Which endpoint it is; a filter where the element has some. */
export const renderName = ({ id, method, host, pathTemplate }: EndpointCore, value: RenderValue): TemplateResult =>
  html`<p class="line mono">${value('endpoint-id', id, `${method} ${host ?? ''}${pathTemplate}`)}</p>`;

/** What is known of it; values are filters too. */
export function renderInsights(known: EndpointCore, words: InsightWords, value: RenderValue): TemplateResult {
  const { riskScore, riskLevel, riskReasons, confirmed, kind, rogue, protections, sensitiveData, businessFlows } =
    known;
  const risk =
    riskScore === null || riskLevel === null
      ? words.notKnown
      : html`<span>${words.riskOf(riskScore)}, <span class="level-${riskLevel}">${value('risk', riskLevel, words.riskLevels[riskLevel])}</span></span>`;
  const state = confirmed ? 'CONFIRMED' : 'UNCONFIRMED';
  const protection = protections.map(({ name, state }) => `${printable(name)} (${words.protectionStates[state]})`);
  const sensitive = sensitiveData.map((kind) => value('sensitive', kind, words.sensitiveKinds[kind]));
  const facts: readonly (readonly [string, unknown])[] = [
    [words.risk, risk],
    [words.riskReasons, riskReasons.map(printable).join(', ')],
    [words.confirmed, confirmed === undefined ? '' : value('confirmed', state, words.confirmations[state])],
    [words.kind, kind === undefined ? '' : kind === null ? words.notKnown : value('kind', kind, words.kinds[kind])],
    [words.rogue, rogue === null ? words.notEvaluated : value('rogue', rogue, words.rogueKinds[rogue])],
    [words.protection, protection.join(', ') || words.noneKnown],
    [words.sensitive, sensitive.length > 0 ? sensitive : words.noneKnown],
    [words.flow, businessFlows.length > 0 ? businessFlows.map(({ code, label }) => value('flow', code, label)) : ''],
  ];
  return html`<dl class="facts">
    ${facts.map(([name, fact]) => (fact === '' ? nothing : html`<div><dt>${name}</dt><dd>${fact}</dd></div>`))}
  </dl>`;
}
